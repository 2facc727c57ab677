#!/bin/sh
# Verdict × call × option with each way in, through the installed programs: what
# each of the six calls returns, of lines of this module alone. Of what stands
# beside others in a stack tests/pam/stacks.sh tells.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/hosts/enrolled.inc

ways='issued delivered totp hotp recovery'
options='plain try use forward try+forward use+forward nullok nullok+try prompt conf debug'
# Codes are sent to each of these a few times alone, and it is never known
# which of two came last.
receivers='yes1 yes2 yes3 no1 no2 no3'
{
	for user in none free changes $ways $receivers; do
		echo "$user:x:$((n = ${n:-20000} + 1)):100::/:/bin/sh" >&3
		echo "$user:!:20000:0:99999:7:::"
	done >>/etc/shadow
} 3>>/etc/passwd
check init credmint init
conf=/etc/credmint/credmint.conf
cat >$conf <<'END'
deny = 0
deny_user = 0
totp_window = 20
totp_drift = 0
exempt_users = free
delivery_program = /usr/share/credmint/deliver/append-file
[login issued]
ways = issued
[login delivered]
ways = delivered
[login totp]
ways = authenticator
[login hotp]
ways = authenticator
[login recovery]
ways = recovery
END
delivered=/var/lib/credmint/delivered
witness=$(realpath "$BUILD/tests/pam/witness.so")
driver=$(realpath "$BUILD/tests/pam/drive_stack")

# stack WAY LETTERS: a folder for each option. What is ignored goes on to a line
# that no success comes to.
stack() {
	for option in $options; do
		words=$(echo "+$option" | sed "s/+try/ try_first_pass/; s/+use/ use_first_pass/
			s/+forward/ forward_pass=$2/; s/+nullok/ nullok/; s/+debug/ debug/
			s/+prompt/ [authtok_prompt=Code: ]/; s,+conf, conf=$conf,; s/+plain//")
		mkdir -p "$TMP/$option"
		{
			case $option in
			*try* | *use*) echo "auth optional $witness set" ;;
			esac
			# The module before it has the new password, too.
			case $option in
			*use*) echo "password optional $witness set" ;;
			esac
			for type in auth account password; do
				echo "$type [success=1 ignore=ignore default=die] pam_credmint.so$words"
				echo "$type requisite $witness unknown"
				echo "$type required pam_permit.so"
			done
			echo "session [success=ok default=bad] pam_credmint.so$words"
		} >"$TMP/$option/$1"
	done
}
for way in $ways; do
	mkdir "$TMP/of_$way"
	case $way in
	totp | hotp) stack "$way" 6 ;;
	recovery) stack "$way" 12 ;;
	*) stack "$way" 8 ;;
	esac
done
# Who has anything enrolled is let through by no nullok.
for user in $ways changes $receivers; do
	sheet "$user" 20
	cp "$TMP/sheet" "$TMP/sheet.$user"
done
enrol totp step=3600
totp_secret=$secret
enrol hotp type=hotp
hotp_secret=$secret
left=$((3600 - $(date +%s) % 3600))
[ "$left" -gt 60 ] || sleep "$left"
now=$(date +%s)
for option in $options; do
	credmint code issue issued 2>/dev/null
done >"$TMP/issued"

cat >"$TMP/letter" <<END
i=0
until grep -qs 'code is .*\.\$' $delivered/\$1 || [ \$((i += 1)) -gt 200 ]; do sleep 0.02; done
sed -n 's/^Your one-time code is \(.*\)\.\$/\1/p' $delivered/\$1 | tail -n 1 | tr -d -
END
# code WAY N: the Nth that is good
code() {
	case $1 in
	issued) sed -n "$2p" "$TMP/issued" | tr -d - ;;
	delivered) echo "@rm -f $delivered/${user}.; sh $TMP/letter $user; rm -f $delivered/$user" ;;
	totp)
		echo "$totp_secret" |
			oathtool --totp=sha1 -b -s 3600 -N "@$((now + ($2 - 10) * 3600))" -
		;;
	hotp) hotp "$hotp_secret" $(($2 - 1)) ;;
	recovery) sed -n "$2p" "$TMP/sheet.recovery" | tr -d - ;;
	esac
}
wrong() {
	case $1 in
	totp | hotp) echo 000000 ;;
	recovery) echo BBBBBBBBBBBB ;;
	*) echo BBBBBBBB ;;
	esac
}
# row NAME WAY OPTION USER CODE WANTED
row() {
	word='Correct horse 7 staple'
	case $3 in
	*use+forward | *try+forward) first=$word$5 ;;
	*use*) first=$5 ;;
	*) first=$word ;;
	esac
	printf %s "$first" >first
	"$driver" -c "$TMP/$3" "192.0.2.$((${#4} + $(printf %d "'$4")))" "$2" "$4" \
		"$word" "$5" >said 2>&1
	got=$(tail -n 1 said)
	if [ "$got" = "$6" ]; then
		echo "ok - $2, $3, $1"
	else
		echo "not ok - $2, $3, $1: $(cat said)"
	fi
}
# Without a yes libpam gives no credentials, whatever the module says then.
idle='PAM_PERM_DENIED PAM_SUCCESS PAM_SUCCESS PAM_IGNORE'
yes='PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS PAM_IGNORE'
change='PAM_SUCCESS PAM_NEW_AUTHTOK_REQD PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS PAM_SUCCESS'
no="PAM_AUTH_ERR PAM_IGNORE $idle"
ignored="PAM_IGNORE PAM_IGNORE $idle"
unavailable="PAM_AUTHINFO_UNAVAIL PAM_IGNORE $idle"

# rows WAY: in its own folder
rows() {
	cd "$TMP/of_$1" || return
	n=0
	for option in $options; do
		n=$((n + 1))
		user=$1
		[ "$1" != delivered ] || user=yes$((n % 3 + 1))
		code=$(code "$1" "$n")
		# What is sent only now cannot stand there already.
		case $1$option in
		delivereduse*) ;;
		*)
			row yes "$1" "$option" "$user" "$code" "$yes"
			[ "$1" = delivered ] || row twice "$1" "$option" "$user" "$code" "$no"
			;;
		esac
		[ "$1" != delivered ] || user=no$((n % 3 + 1))
		row no "$1" "$option" "$user" "$(wrong "$1")" "$no"
		row exempt "$1" "$option" free "$(wrong "$1")" "$ignored"
		case $option in
		nullok*) row absent "$1" "$option" none "$(wrong "$1")" "$ignored" ;;
		*) row absent "$1" "$option" none "$(wrong "$1")" "$no" ;;
		esac
		if [ "$1" = issued ]; then
			code=$(credmint code issue --must-change changes 2>/dev/null | tr -d -)
			row change "$1" "$option" changes "$code" "$change"
			row changed "$1" "$option" changes "$code" "$no"
		fi
	done
}
away() {
	cd "$TMP/of_$1" || return
	for option in $options; do
		row unavailable "$1" "$option" "$1" "$(wrong "$1")" "$unavailable"
		row exempt_all_the_same "$1" "$option" free "$(wrong "$1")" "$ignored"
	done
}
# each FUNCTION: for all ways at once, told one after the other
each() {
	doing=
	for way in $ways; do
		"$1" "$way" >"$TMP/$1.$way" &
		doing="$doing $!"
	done
	for pid in $doing; do
		wait "$pid"
	done
	for way in $ways; do
		cat "$TMP/$1.$way"
		tap_passed=$((tap_passed + $(grep -c '^ok' "$TMP/$1.$way")))
		tap_failed=$((tap_failed + $(grep -c '^not ok' "$TMP/$1.$way")))
	done
}
top=$PWD
each rows
mv /var/lib/credmint/registry.db /var/lib/credmint/away
each away
# One row is one login; none was left out.
check every_row_was_there [ $((tap_passed + tap_failed)) -eq 395 ]
cd "$top" || exit
finish
