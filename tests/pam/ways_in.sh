#!/bin/sh
# A code of each way in with each argument of a PAM line: what every call of the
# login returns, and that the code was good once.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/enrolled.inc
. tests/hosts/typist.inc

# Each is sent few codes in a while.
users='alice one two three four five six seven'
for user in $users; do
	useradd "$user"
	echo "$user:correct horse"
done | chpasswd
check init credmint init
conf=/etc/credmint/credmint.conf
all='deny = 0
deny_user = 0
delivery_program = /usr/share/credmint/deliver/append-file'
delivered=/var/lib/credmint/delivered
printf '%s\n' "$all" 'ways = issued authenticator recovery delivered' >$conf
printf '%s\n' "$all" 'ways = delivered' >/etc/credmint/sent.conf

# stack NAME WORDS [LINE-BEFORE]: every kind of line, of this module alone
stack() {
	{
		[ $# -lt 3 ] || echo "auth $3"
		for type in auth account session; do
			echo "$type required pam_credmint.so $2"
		done
	} >"/etc/pam.d/$1"
}
unix='[default=ignore] pam_unix.so'
# For a delivered code the service sends one at once.
for kind in '' sent-; do
	words=${kind:+conf=/etc/credmint/sent.conf}
	stack "${kind}plain" "$words"
	stack "${kind}try_first_pass" "$words try_first_pass" "$unix"
	stack "${kind}use_first_pass" "$words use_first_pass" "$unix"
	for n in 6 8 12; do
		stack "${kind}forward_pass=$n" "$words forward_pass=$n"
	done
	stack "${kind}nullok" "$words nullok"
	stack "${kind}debug" "$words debug"
	stack "${kind}prompt" "$words [authtok_prompt=Code: ]"
	stack "${kind}conf" "${words:-conf=$conf}"
done

# What was sent last, once it has come, without a hyphen.
cat >"$TMP/letter" <<END
i=0
until grep -qs 'code is .*\.\$' $delivered/\$1 || [ \$((i += 1)) -gt 100 ]; do sleep 0.02; done
sed -n 's/^Your one-time code is \(.*\)\.\$/\1/p' $delivered/\$1 | tail -n 1 |
	tr -d - | tee $TMP/sent
END
# code WAY: one that is good, as it is typed
counter=0
lines=0
left="alice $users"
code() {
	case $1 in
	issued) code=$(credmint code issue alice 2>/dev/null | tr -d -) ;;
	delivered)
		left=${left#* }
		user=${left%% *}
		code="@sh $TMP/letter $user"
		;;
	authenticator)
		code=$(hotp "$secret" $counter)
		counter=$((counter + 1))
		;;
	recovery)
		lines=$((lines + 1))
		code=$(paper $lines | tr -d -)
		;;
	esac
}
# log_in SERVICE PASSWORD CODE
log_in() {
	"$BUILD/tests/pam/drive_stack" -a "$1" "$user" "$2" "$3" >"$TMP/said" 2>&1
	said=$(tail -n 1 "$TMP/said")
}
# says NAME WANTED
says() {
	if [ "$said" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$(cat "$TMP/said")"
	fi
}
yes='PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS'
no='PAM_AUTH_ERR PAM_AUTH_ERR'

for user in $users; do
	# Who has nothing of the kind is let through by nullok.
	sheet "$user" 20
done
user=alice
for way in issued delivered authenticator recovery; do
	kind=
	letters=8
	case $way in
	delivered) kind=sent- ;;
	authenticator)
		letters=6
		user=alice
		enrol alice type=hotp
		;;
	recovery)
		letters=12
		check alice_has_a_sheet sheet alice 20
		;;
	esac
	for option in plain try_first_pass use_first_pass \
		forward_pass=$letters nullok debug prompt conf; do
		password='correct horse'
		code $way
		# Without a question it stands where the password would.
		if [ "$option" = use_first_pass ]; then
			password=$code
			[ $way != delivered ] || continue
		fi
		log_in "$kind$option" "$password" "$code"
		says "${way}_${option}: every_call_says_yes" "$yes"
		[ $way != delivered ] || code=$(cat "$TMP/sent")
		[ "$option" != use_first_pass ] || password=$code
		# Nothing is sent here unless it is asked for.
		log_in "$option" "$password" "$code"
		# One that was sent is good in one conversation, which ends with
		# the first answer: tests/auth/test_delivered.c answers twice.
		again=once
		[ $way != delivered ] || again=nowhere_else
		says "${way}_${option}: $again" "$no"
	done
	syslog_settle
	check "${way}: the_log_has_all_of_them" [ "$(grep -c \
		"one-time code accepted for .* ($way)" /run/syslog)" -ge 7 ]
done
finish
