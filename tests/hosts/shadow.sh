#!/bin/sh
# Passwords of local accounts are read and set by the system's own tools.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh

case $BUILD in
/*) drive=$BUILD/tests/hosts/drive_shadow ;;
*) drive=$(pwd)/$BUILD/tests/hosts/drive_shadow ;;
esac
hash='$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7'
other='$6$7x5kq0pN1rW3vLza$Tt1uU/8Qb4NfXyZ0aG9hKc2dLmPwRsEvJiOuB5nCxVqDgHlYfMzAoSpTkWeIrUjQbNcXvZyGaFdLhKmPwSxVt0'
today=$(($(date +%s) / 86400))

# does NAME STATUS OUTPUT HASH CALL WORD...: a call with a hash on its standard
# input ends so and writes exactly that, or, where a '*' ends it, begins so.
does() {
	does_name=$1
	does_status=$2
	does_output=$3
	does_hash=$4
	shift 4
	does_said=$(printf '%s\n' "$does_hash" | "$drive" "$@" 2>&1)
	does_got=$?
	# shellcheck disable=SC2254 # a pattern
	case $does_said in
	"$does_output") ;;
	"${does_output%\*}"*)
		[ "$does_output" != "${does_output%\*}" ] || does_got=other
		;;
	*) does_got=other ;;
	esac
	if [ "$does_got" = "$does_status" ]; then
		pass "$does_name"
	else
		fail "$does_name" "$does_got: $does_said"
	fi
}

# set_to NAME HASH DAY: alice has them.
set_to() {
	does "$1" 0 "$2 $3" '' read '' alice
}

useradd -m -c 'Alice Lidell' alice
useradd -M bob
uid=$(id -u alice)

# ---- reading ----

does account_is_read 0 "alice $uid $(id -g alice)" '' account '' alice
set_to entry_without_a_password '!' "$today"
for day in -1 0 20458; do
	chage -E "$day" alice
	does "day_of_expiry_is_read_$day" 0 "$day" '' expire '' alice
done
chage -E -1 alice
does unknown_is_told 1 '1 eve is not a local account: /etc/passwd does not*' \
	'' read '' eve
for name in 'a:b' 'a
b' '' -x a/b; do
	does "no_name_is_told_$(printf %s "$name" | tr -c '[:lower:]' _)" 1 \
		"1 '*" '' read '' "$name"
done
sed -i '/^bob:/d' /etc/shadow
does one_who_is_not_in_shadow_is_told 1 '1 /etc/shadow has no line for bob*' \
	'' read '' bob
pwconv
sed -i 's/^bob:x:/bob:!:/' /etc/passwd
does one_with_a_password_in_passwd_is_told 1 '1 /etc/passwd does not say*' \
	'' read '' bob
sed -i 's/^bob:!:/bob:x:/' /etc/passwd
mv /etc/shadow /etc/kept
does no_shadow_is_told 1 '1 there is no /etc/shadow; make one (pwconv)' '' \
	read '' bob
mv /etc/kept /etc/shadow

# Somebody whom NSS finds elsewhere, here by the '+' of old.
cp /etc/nsswitch.conf /etc/passwd "$TMP"
echo 'passwd: compat' >/etc/nsswitch.conf
echo '+carol::4711:4711::/:/bin/sh' >>/etc/passwd
does one_of_nss_is_not_local 1 '1 carol is not a local account*' '' read '' \
	carol
cp "$TMP/nsswitch.conf" "$TMP/passwd" /etc

long=$(printf '%0600d' 0)
cp -p /etc/shadow /etc/kept
sed -i "s/^bob:[^:]*:/bob:$long:/" /etc/shadow
does hash_too_long_is_a_fault 3 'EMSGSIZE /etc/shadow: the hash of bob*' '' \
	read '' bob
printf 'long:%0100000d:::::::\n' 0 >/etc/shadow
does line_too_long_is_a_fault 3 'EMSGSIZE /etc/shadow: a line is longer*' '' \
	read '' bob
mv /etc/kept /etc/shadow

# ---- setting ----

does hash_is_set 0 '' "$hash" set '' alice
set_to hash_stands_with_the_day "$hash" "$today"
does day_is_set 0 '' '' day '' alice 0
set_to day_stands "$hash" 0
does no_day_is_set 0 '' '' day '' alice -1
set_to no_day_stands "$hash" -1
does another_method_is_set 0 '' "$other" set '' alice
set_to another_method_stands "$other" "$today"
for plain in '' '!' '*' '!*'; do
	does what_is_no_hash_is_set 0 '' "$plain" set '' alice
	set_to what_is_no_hash_stands "$plain" "$today"
done
does locked_hash_is_set 0 '' "!$hash" set '' alice
set_to locked_hash_stands "!$hash" "$today"
for bad in 'a:b' 'a b' "$long" 'ä'; do
	does hash_that_does_not_fit_is_refused 3 'EINVAL the hash for alice*' \
		"$bad" set '' alice
done
set_to refused_hashes_change_nothing "!$hash" "$today"
does unknown_cannot_be_set 3 'ESRCH chpasswd cannot change*' "$hash" set '' eve
does unknown_has_no_day 3 '*' '' day '' eve 0
check files_are_whole pwck -r -q

# ---- whether it could be set ----

# Of the forms of a password that releases of Debian have had, and of others'.
# Whatever chpasswd says here, setting one says the same.
printf '%s\n' "$hash" | "$drive" set '' alice
"$drive" day '' alice 19000
for form in "$hash" "!$hash" "!!$hash" "$other" abJnggxhB/yWI \
	'$1$abcdefgh$G6SBq3bP8U2Lh3wb0m3Jx1' NP '*LK*' \
	'$7$CU..../....2Q9obwLhin8qvQl6sisAO/$sn2zAMGq.QnCpDQ8CdICFwBSbA.mnH4DSgJAqlHSDJD' \
	'$gy$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7'; do
	may=$(printf '%s\n' "$form" | "$drive" may '' alice)
	set_to asked_chpasswd_changes_nothing "$hash" 19000
	does=$(printf '%s\n' "$form" | "$drive" set '' alice)
	case ${may%% *}/${does%% *} in
	/ | 3/EOPNOTSUPP) pass what_may_be_set_can_be ;;
	*) fail what_may_be_set_can_be "$form: $may, but $does" ;;
	esac
	printf '%s\n' "$hash" | "$drive" set '' alice
	"$drive" day '' alice 19000
done
for plain in '' '!' '*' '!*'; do
	does marks_may_be_set 0 '' "$plain" may '' alice
done
does what_does_not_fit_may_not_be_set 1 '3 the hash for alice*' 'a:b' may '' alice
does unknown_may_not_be_set 3 'E*' "$hash" may '' eve
check asking_leaves_no_lock sh -c '! ls /etc/*.lock 2>/dev/null'
printf '%s\n' "!$hash" | "$drive" set '' alice

# ---- locking ----

printf '%s\n' "$hash" | "$drive" set '' alice
does other_hash_is_not_locked 1 '2 the password of alice was changed' \
	"$other" lock alice
set_to other_hash_stays "$hash" "$today"
does hash_is_locked 0 '' "$hash" lock alice
set_to locked_stands "!$hash" "$today"
does locked_is_not_locked_again 1 '2 the password of alice was changed' \
	"$hash" lock alice
does unknown_cannot_be_locked 1 '1 eve is not a local account*' "$hash" \
	lock eve

# Between the look and the lock alice chooses a password of her own.
real=/usr/sbin/usermod
mv $real $real.real
cat >$real <<END
#!/bin/sh
[ "\$1" != -L ] || printf '%s\n' 'alice:$other' | chpasswd -e
exec $real.real "\$@"
END
chmod 755 $real
printf '%s\n' "$hash" | "$drive" set '' alice
does one_who_changed_just_then_is_unlocked 1 \
	'2 the password of alice was changed' "$hash" lock alice
set_to one_who_changed_just_then_has_the_new_one "$other" "$today"
# It is locked as well by somebody else: with another mark, or without a hash.
for marked in "!!$other" '!' '!*'; do
	cat >$real <<END
#!/bin/sh
[ "\$1" != -L ] || $real.real -p '$marked' alice
exec $real.real "\$@"
END
	printf '%s\n' "$hash" | "$drive" set '' alice
	does one_locked_by_another_is_another_hash 1 \
		'2 the password of alice was changed' "$hash" lock alice
	set_to one_locked_by_another_stays_locked "$marked" "$today"
done
mv $real.real $real

# ---- secrets ----

# Every program that is started, with its arguments and environment.
printf '%s\n' "$hash" | strace -f -v -s 9999 -e trace=execve \
	-o "$TMP/trace" "$drive" set '' alice
"$drive" day '' alice 0
printf '%s\n' "$hash" | strace -f -v -s 9999 -e trace=execve -A \
	-o "$TMP/trace" "$drive" lock alice
check programs_are_seen grep -q 'execve("/usr/sbin/chpasswd"' "$TMP/trace"
check lock_is_seen grep -q 'execve("/usr/sbin/usermod"' "$TMP/trace"
check no_hash_in_arguments_or_environment sh -c \
	"! grep -E -e F5Jx5fExrKuPp53xLKQ -e X3DX6M94c7o '$TMP/trace'"
check environment_is_two_variables grep -qF \
	'["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]' "$TMP/trace"

# A tool that tells the hash: no line of ours does.
real=/usr/sbin/chpasswd
mv $real $real.real
cat >$real <<'END'
#!/bin/sh
read -r line
echo "chpasswd: bad line: $line" >&2
exit 1
END
chmod 755 $real
does hash_is_in_no_fault 3 \
	'EIO chpasswd failed (exit 1): it does not say why' "$hash" set '' alice
cat >$real <<'END'
#!/bin/sh
echo "chpasswd: one thing" >&2
echo "chpasswd: another" >&2
exit 3
END
does first_line_is_told 3 'EIO chpasswd failed (exit 3): chpasswd: one thing' \
	"$hash" set '' alice
cat >$real <<'END'
#!/bin/sh
kill -9 $$
END
does killed_tool_is_told 3 'EIO chpasswd was killed by signal 9*' "$hash" \
	set '' alice

# It says that it was done, and something else stands there.
printf '#!/bin/sh\nexit 0\n' >$real
does what_is_not_there_was_not_set 3 \
	'EIO /etc/shadow has another hash for alice*' "$hash" set '' alice
cat >$real <<'END'
#!/bin/sh
echo 'chpasswd: (line 1, user alice) invalid password hash' >&2
exit 1
END
does hash_that_the_tool_refuses_is_told 3 \
	'EOPNOTSUPP chpasswd cannot change*' \
	"$hash" set '' alice
does hash_that_the_tool_refuses_may_not_be_set 1 '3 chpasswd cannot change*' \
	"$hash" may '' alice
rm $real
does no_tool_is_told 3 'ENOENT there is no chpasswd in /usr/sbin*' "$hash" \
	set '' alice
# What is no hash never needs it: newer ones refuse some of that.
for plain in '' '!' '*'; do
	does what_is_no_hash_is_set_by_usermod 0 '' "$plain" set '' alice
	set_to what_is_no_hash_stands_by_usermod "$plain" "$today"
done
mv $real.real $real

# ---- what stands in the way ----

before=$(cat /etc/shadow)
# unchanged NAME: and no lock is left.
unchanged() {
	check "$1" [ "$(cat /etc/shadow)" = "$before" ]
	check "$1_and_leaves_no_lock" sh -c '! ls /etc/*.lock 2>/dev/null'
}

sleep 60 &
holder=$!
echo "$holder" >/etc/shadow.lock
does shadow_lock_is_busy 3 'EBUSY chpasswd cannot change*' "$hash" \
	set '' alice
does shadow_lock_is_busy_for_the_day 3 'EBUSY chage cannot change*' '' \
	day '' alice 0
does shadow_lock_is_busy_for_the_lock 1 '2 *' "$hash" lock alice
kill "$holder"
rm /etc/shadow.lock
unchanged busy_changes_nothing

# Held for good, as lckpwdf(3) holds it: the tool waits 15 seconds.
python3 - /etc/.pwd.lock <<'END' &
import fcntl, sys, time
f = open(sys.argv[1], "w")
fcntl.lockf(f, fcntl.LOCK_EX)
time.sleep(60)
END
holder=$!
waited=0
until grep -q ' WRITE ' /proc/locks || [ $((waited += 1)) -gt 100 ]; do
	sleep 0.05
done
does lckpwdf_is_busy 3 'EBUSY chpasswd cannot change*' "$hash" set '' alice
kill "$holder"
unchanged lckpwdf_changes_nothing

# A caller's limits: without ours the tool dies and leaves its locks behind.
# limited LIMIT: alice gets the hash under it; what is said goes by a pipe.
limited() {
	# shellcheck disable=SC2016 # for that shell
	printf '%s\n' "$hash" | prlimit --fsize="$1" "$drive" set '' alice |
		cat >"$TMP/said"
}
check soft_limit_of_files_does_not_count limited 0:
set_to one_who_is_limited_is_set "$hash" "$today"
check soft_limit_leaves_no_lock sh -c '! ls /etc/*.lock 2>/dev/null'
# A hard one is lifted where the kernel lets root do so; or nothing is begun.
printf '%s\n' "$other" | "$drive" set '' alice
before=$(cat /etc/shadow)
limited 0:0
if [ -s "$TMP/said" ]; then
	check hard_limit_is_told grep -q '^EFBIG files may not grow' "$TMP/said"
	unchanged hard_limit_changes_nothing
else
	set_to hard_limit_is_lifted "$hash" "$today"
	unchanged_lock=$(ls /etc/*.lock 2>/dev/null)
	check hard_limit_leaves_no_lock [ -z "$unchanged_lock" ]
fi
before=$(cat /etc/shadow)

# /etc on a file system of its own: full, and read-only.
mkdir /run/small
mount -t tmpfs -o size=16m tmpfs /run/small
cp -a /etc/. /run/small
mount --bind /run/small /etc
dd if=/dev/zero of=/etc/filler bs=4096 >"$TMP/dd" 2>&1
does full_disk_is_told 3 'ENOSPC chpasswd cannot change*' "$hash" set '' alice
does full_disk_is_told_of_the_day 3 'ENOSPC chage cannot change*' '' \
	day '' alice 0
unchanged full_disk_changes_nothing
# One page is enough for the locks, not for the files.
truncate -s -8192 /etc/filler
does little_room_is_told 3 'ENOSPC chpasswd cannot change*' "$other" \
	set '' alice
unchanged little_room_changes_nothing
rm /etc/filler
does room_is_enough_again 0 '' "$hash" set '' alice
before=$(cat /etc/shadow)
mount -o remount,bind,ro /etc
does read_only_is_told 3 'EROFS chpasswd cannot change*' "$other" set '' alice
does read_only_is_told_of_the_day 3 'EROFS chage cannot change*' '' \
	day '' alice 0
does read_only_is_told_of_the_lock 3 'EROFS usermod cannot change*' "$hash" \
	lock alice
unchanged read_only_changes_nothing
umount /etc

# ---- an image ----

image=$TMP/image
mkdir -p "$image/etc"
printf 'root:x:0:0::/:/bin/sh\ndave:x:1234:1234::/:/bin/sh\n' \
	>"$image/etc/passwd"
printf 'root:*:1::::::\ndave:!:1::::::\n' >"$image/etc/shadow"
chmod 600 "$image/etc/shadow"
host=$(cat /etc/passwd /etc/shadow)
does image_account_is_read 0 'dave 1234 1234' '' account "$image" dave
does image_is_read 0 '! 1' '' read "$image" dave
does image_has_accounts_of_its_own 1 "1 alice is not a local account*" '' \
	read "$image" alice
does image_is_set 0 '' "$hash" set "$image" dave
does image_has_it 0 "$hash $today" '' read "$image" dave
does image_day_is_set 0 '' '' day "$image" dave 0
does image_has_the_day 0 "$hash 0" '' read "$image" dave
(cd "$TMP" && printf '%s\n' "$other" |
	"$drive" set image dave >"$TMP/relative" 2>&1)
does image_may_be_named_from_here 0 "$other $today" '' read "$image" dave
check host_is_as_before [ "$(cat /etc/passwd /etc/shadow)" = "$host" ]
does no_image_is_told 3 'ENOENT *' '' read "$TMP/nothing" dave
does no_image_cannot_be_set 3 'ENOENT *' "$hash" set "$TMP/nothing" dave

# Links of an image lead to the image, not to the host's secrets.
mv "$image/etc" "$image/real"
ln -s /real "$image/etc"
does links_of_an_image_stay_there 0 "$other $today" '' read "$image" dave
rm "$image/etc"
ln -s "$(pwd | sed 's|[^/]*|..|g; s|^|../../..|')/../../../../etc" "$image/etc"
does links_out_of_an_image_lead_nowhere 3 'E*' '' read "$image" alice
rm "$image/etc"
ln -s /etc "$image/etc"
does links_to_the_hosts_etc_lead_nowhere 3 'E*' '' read "$image" alice
rm "$image/etc"
mkdir "$image/etc"
mkfifo "$image/etc/passwd"
does pipe_is_no_file 3 "EINVAL $image/etc/passwd: not a*" '' read "$image" dave

# ---- whose uids are people's ----

for line in '0 system' '999 system' '1000 person' '60001 person' \
	'65534 system'; do
	does "uid_${line% *}" 0 "${line#* }" '' system '' "${line% *}"
done
printf '#UID_MIN 7\nUID_MIN\t 500 \nUID_MINX 3\n' >/etc/login.defs
does uids_begin_where_login_defs_says 0 person '' system '' 500
does uids_below_are_the_systems 0 system '' system '' 499
printf 'UID_MIN many\n' >/etc/login.defs
does no_number_is_the_default 0 system '' system '' 999
rm /etc/login.defs
does no_login_defs_is_the_default 0 person '' system '' 1000
finish
