#!/bin/sh
# credmint provision --apply with slips, and a fault: what is on paper comes to
# be true, or is said not to be.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/provision.inc

credmint init 2>"$TMP/err"
slips=$TMP/slips
apply() {
	credmint provision --apply -m bcrypt -c 4 --secrets "$slips" \
		--secrets-format slips "$@" "$list" >"$TMP/out" 2>"$TMP/err"
}
# of_slip NAME: its password is the account's
of_slip() {
	sed -n "/^   Account      $1\$/,/^   Password/s/^   Password     //p" \
		"$slips" >"$TMP/slip.pw"
	[ "$(wc -l <"$TMP/slip.pw")" -eq 1 ] && is_password "$1" "$TMP/slip.pw"
}
# said TEXT: of the passwords that are good for nothing yet
said() {
	grep -qxF "credmint: $slips has the $1 not made: hand none of these out before --resume has made them" \
		"$TMP/err"
}

# ---- a fault that is for all ----
listed name ha hb
mv /usr/sbin/chpasswd /usr/sbin/chpasswd.real
printf '#!/bin/sh\necho "chpasswd: cannot lock /etc/passwd; try again later." >&2\nexit 1\n' \
	>/usr/sbin/chpasswd
chmod 755 /usr/sbin/chpasswd
status=0
apply || status=$?
mv /usr/sbin/chpasswd.real /usr/sbin/chpasswd
check fault_is_a_failure [ $status -eq 3 ]
check fault_tells_the_way_on grep -qx 'credmint: 0 of 2 accounts.*; go on with --resume' "$TMP/err"
check fault_tells_that_slips_are_not_true said 'passwords of 2 accounts'
cp -p "$slips" "$TMP/had"
check fault_is_gone_on_with apply --resume
check fault_slips_are_those_that_were cmp "$slips" "$TMP/had"
for name in ha hb; do
	check "fault_the_slip_of_$name" of_slip $name
	check "fault_change_is_due_of_$name" [ "$(changed_of $name)" = 0 ]
done

check the_slips_name_the_computer [ "$(grep -cxF "   Computer     $(uname -n)" "$slips")" -eq 2 ]

# ---- one that fails ----
rm -f "$slips"
listed name fa fb fc
mv /usr/sbin/useradd /usr/sbin/useradd.real
cat >/usr/sbin/useradd <<'E'
#!/bin/sh
case $* in *fb) echo 'useradd: no' >&2; exit 1 ;; esac
exec /usr/sbin/useradd.real "$@"
E
chmod 755 /usr/sbin/useradd
status=0
apply --keep-going || status=$?
check one_fails [ $status -eq 3 ]
check one_fails_and_is_named grep -q '^credmint: .*:3: fb: ' "$TMP/err"
check one_fails_its_slip_is_told said 'password of 1 account'
check one_fails_the_others_are_made of_slip fa
mv /usr/sbin/useradd.real /usr/sbin/useradd
check one_fails_and_is_made_later apply --resume
check one_fails_and_has_its_slip of_slip fb
check then_nothing_is_told [ -z "$(grep 'has the password' "$TMP/err")" ]

# Those behind it are not begun, and told as well.
rm -f "$slips"
listed name ga gb gc
mv /usr/sbin/useradd /usr/sbin/useradd.real
sed 's/fb/ga/' >/usr/sbin/useradd <<'E'
#!/bin/sh
case $* in *fb) echo 'useradd: no' >&2; exit 1 ;; esac
exec /usr/sbin/useradd.real "$@"
E
chmod 755 /usr/sbin/useradd
status=0
apply || status=$?
mv /usr/sbin/useradd.real /usr/sbin/useradd
check the_first_fails [ $status -eq 3 ]
check the_first_fails_all_are_told said 'passwords of 3 accounts'
finish
