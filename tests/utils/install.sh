#!/bin/sh
# make install: what lands where, with which modes, for packagers and for
# people; and what a second one leaves alone.
. tests/tap.sh

case $BUILD in
/*) build=$BUILD ;;
*) build=$PWD/$BUILD ;;
esac
dest=$TMP/dest

make -s BUILD="$build" all || exit 1

# Somebody's umask is none of the readers'.
(umask 077 && make BUILD="$build" DESTDIR="$dest" install) >"$TMP/out" 2>&1
check installs_below_destdir [ $? -eq 0 ]
check is_quiet [ "$(wc -l <"$TMP/out")" -le 1 ]

# at NAME: the one place of a file
at() {
	find "$dest" -name "$1" -printf '%P\n'
}

check programs_are_executable [ "$(find "$dest" -type f -perm 755 -printf '%f\n' |
	sort | tr '\n' ' ')" = 'append-file credmint credmint-auth credmint-deliver credmint-passwd credmint-self mail ' ]
check everything_else_is_0644 [ -z "$(find "$dest" -type f ! -perm 755 ! -perm 644)" ]
check directories_are_0755 [ -z "$(find "$dest/" -mindepth 1 -type d ! -perm 755)" ]
check nothing_is_set_id [ -z "$(find "$dest" -perm /7000)" ]
check program_is_in_usr_bin [ "$(at credmint | grep bin)" = usr/bin/credmint ]
check decider_is_in_libexec [ "$(at credmint-auth)" = usr/libexec/credmint/credmint-auth ]
pamdir=$(pkg-config --variable=libdir pam 2>/dev/null)/security
check module_is_where_pam_looks [ "/$(at pam_credmint.so)" = "$pamdir/pam_credmint.so" ]
for stack in etc/pam.d/*; do
	check "example: ${stack##*/}" cmp -s "$stack" \
		"$dest/usr/share/doc/credmint/examples/${stack##*/}"
done

for socket in root self deliver; do
	service=credmint-$socket@.service
	[ $socket != self ] || service=credmint-self.service
	check "units_of_${socket}_are_there" \
		[ "$(at "credmint-${socket}[.@]*" | grep /systemd/ | LC_ALL=C sort -r | tr '\n' ' ')" = \
		"$(printf 'usr/lib/systemd/system/%s\n' credmint-$socket.socket \
			$service | LC_ALL=C sort -r | tr '\n' ' ')" ]
done
for unit in credmint-serve.socket credmint-serve.service \
	credmint-sweep.timer credmint-sweep.service; do
	check "$unit: is_there" [ "$(at $unit)" = "usr/lib/systemd/system/$unit" ]
done
check sysusers_is_there cmp -s etc/sysusers.d/credmint.conf \
	"$dest/usr/lib/sysusers.d/credmint.conf"
check tmpfiles_is_there cmp -s etc/tmpfiles.d/credmint.conf \
	"$dest/usr/lib/tmpfiles.d/credmint.conf"
for profile in credmint credmint-passwords; do
	check "pam_profile_is_there: $profile" cmp -s "etc/pam-configs/$profile" \
		"$dest/usr/share/pam-configs/$profile"
done
check fail2ban_filter_is_there cmp -s etc/fail2ban/filter.d/credmint.conf \
	"$dest/etc/fail2ban/filter.d/credmint.conf"
check bash_completion_is_there [ "$(at credmint | grep completion)" = \
	usr/share/bash-completion/completions/credmint ]
zsh=usr/share/zsh/site-functions
[ ! -e /etc/debian_version ] || zsh='usr/share/zsh/vendor-completions'
check zsh_completion_is_there [ "$(at _credmint)" = "$zsh/_credmint" ]
for file in ORIGIN CC-BY-3.0.txt; do
	check "word_list: $file" cmp -s "lib/secrets/words/$file" \
		"$dest/usr/share/doc/credmint/words/$file"
done
check no_word_is_left_open [ -z "$(grep -rl '@[A-Z]*@' "$dest/usr/lib/systemd")" ]

# ---- the library ----
libdir=$dest/$(dirname "$(at libcredmint.a)")
check soname_leads_to_the_release sh -c \
	"readlink -f '$libdir/libcredmint.so.0' | grep -q '/libcredmint.so.0.*[.]'"
check soname_is_the_links_name sh -c \
	"readelf -d '$libdir/libcredmint.so' | grep -q 'soname: .libcredmint.so.0.$'"
check links_stay_inside [ -z "$(find "$dest" -type l -lname '/*')" ]
cat >"$TMP/program.c" <<'END'
#include <credmint.h>
#include <stdio.h>
int
main(void)
{
	char text[CREDMINT_TOKEN_HEX_SIZE(16)];

	return credmint_token_hex(NULL, 16, text, sizeof(text)) != 0 ||
	    puts(credmint_version()) < 0;
}
END
# flags OPTION...: what pkg-config says of the library below $dest
flags() {
	PKG_CONFIG_PATH=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest \
		PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
		pkg-config "$@" credmint
}
# shellcheck disable=SC2046 # several words
check program_is_built_by_pkg_config cc -o "$TMP/program" "$TMP/program.c" \
	$(flags --cflags --libs)
version=$(flags --modversion)
check program_runs [ "$(LD_LIBRARY_PATH=$libdir "$TMP/program")" = "$version" ]
# shellcheck disable=SC2046 # several words
check static_program_is_built cc -static -o "$TMP/static" "$TMP/program.c" \
	$(flags --static --cflags --libs)
check static_program_runs [ "$("$TMP/static")" = "$version" ]

# ---- the pages ----
man=$dest/usr/share/man
for page in man/*.[1-9]; do
	[ -e "$man/man${page##*.}/${page##*/}" ] || echo "$page"
done >"$TMP/missing"
check every_page_is_there [ ! -s "$TMP/missing" ]
while read -r link page; do
	[ "$(cat "$man/man3/$link")" = ".so man3/$page" ] &&
		(cd "$man" && mandoc -Tascii "man3/$link" |
			sed "s/.$(printf '\b')//g" | grep -q "^ .*${link%.3}[ (]") ||
		echo "$link"
done <man/links >"$TMP/missing"
check every_call_leads_to_its_page [ ! -s "$TMP/missing" ]

# ---- again ----
conf=$dest/etc/credmint/credmint.conf
check settings_are_the_shipped_ones cmp -s etc/credmint.conf "$conf"
echo 'deny = 3' >"$conf"
check installs_again make -s BUILD="$build" DESTDIR="$dest" install
check edited_settings_stay grep -qx 'deny = 3' "$conf"

# ---- elsewhere, after a build for /usr ----
mkdir "$TMP/build"
cp -a "$build/obj" "$build/lib" "$build/credmint"* "$build/pam_credmint.so" \
	"$build/libcredmint"* "$TMP/build"
dest=$TMP/opt
check installs_elsewhere make -s BUILD="$TMP/build" DESTDIR="$dest" \
	PREFIX=/opt/credmint PAMDIR=/opt/pam install
check program_is_in_the_prefix [ "$(at credmint | grep /bin/)" = opt/credmint/bin/credmint ]
check module_is_in_pamdir [ "$(at pam_credmint.so)" = opt/pam/pam_credmint.so ]
check module_starts_the_decider_of_the_prefix grep -qa \
	'/opt/credmint/libexec/credmint/credmint-auth' "$dest/opt/pam/pam_credmint.so"
check decider_starts_the_deliverer_of_the_prefix grep -qa \
	'/opt/credmint/libexec/credmint/credmint-deliver' \
	"$dest/opt/credmint/libexec/credmint/credmint-auth"
check module_starts_the_setter_of_the_prefix grep -qa \
	'/opt/credmint/libexec/credmint/credmint-passwd' "$dest/opt/pam/pam_credmint.so"
check pkg_config_knows_the_prefix grep -qx 'prefix=/opt/credmint' \
	"$dest/$(at credmint.pc)"
check zsh_completion_is_where_zsh_looks_there [ "$(at _credmint)" = \
	opt/credmint/share/zsh/site-functions/_credmint ]
check settings_are_in_etc cmp -s etc/credmint.conf \
	"$dest/etc/credmint/credmint.conf"
units=$dest/opt/credmint/lib/systemd/system
check units_start_the_decider_of_the_prefix grep -qx \
	'ExecStart=/opt/credmint/libexec/credmint/credmint-auth' \
	"$units/credmint-root@.service"
check unit_starts_the_listener_of_the_prefix grep -qx \
	'ExecStart=/opt/credmint/libexec/credmint/credmint-self' \
	"$units/credmint-self.service"
check listener_starts_the_decider_of_the_prefix grep -qa \
	'/opt/credmint/libexec/credmint/credmint-auth' \
	"$dest/opt/credmint/libexec/credmint/credmint-self"
check unit_starts_the_deliverer_of_the_prefix grep -qx \
	'ExecStart=/opt/credmint/libexec/credmint/credmint-deliver' \
	"$units/credmint-deliver@.service"
check sweep_is_that_of_the_prefix grep -qx \
	'ExecStart=/opt/credmint/bin/credmint sweep' "$units/credmint-sweep.service"

# ---- away again ----
# uninstall: from where it was installed last
uninstall() {
	make -s BUILD="$TMP/build" DESTDIR="$dest" PREFIX=/opt/credmint \
		PAMDIR=/opt/pam uninstall
}
mkdir -p "$dest/etc/pam.d" "$dest/opt/credmint/lib/systemd/system"
echo 'auth required pam_credmint.so' >"$dest/etc/pam.d/sshd"
: >"$units/another.socket"
find "$dest" | sort >"$TMP/before"
check stack_that_needs_it_stops_uninstall eval '! uninstall'
check nothing_was_removed_then eval "find '$dest' | sort | cmp -s - '$TMP/before'"
sed -i 's/^/# /' "$dest/etc/pam.d/sshd"
check uninstalls uninstall
check settings_stay cmp -s etc/credmint.conf "$dest/etc/credmint/credmint.conf"
find "$dest" ! -type d -printf '%P\n' | sort >"$TMP/left"
check nothing_else_stays eval "printf '%s\n' etc/credmint/credmint.conf \
	etc/pam.d/sshd opt/credmint/lib/systemd/system/another.socket |
	cmp -s - '$TMP/left'"
check no_directory_of_its_own_stays [ -z "$(find "$dest" -path '*/credmint' \
	-name credmint ! -path "$dest/etc/*" ! -path "$dest/opt/credmint")" ]

finish
