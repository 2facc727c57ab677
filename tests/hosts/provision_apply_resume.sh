#!/bin/sh
# credmint provision --apply, killed at any step, or one of its tools: --resume
# makes every account whole, with the password that is in the secrets.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/hosts/reset.inc
. tests/hosts/provision.inc
. tests/hosts/provision_killed.inc

# The steps of root's own process; more of them in long_provision_apply.sh.
kills clone
judged killed_at_any_start_of_a_child 6

# The tools, at each file that they put in place, and at the home.
cuts useradd rename
cuts useradd mkdir
cuts useradd chown
cuts chpasswd rename
cuts chage rename
judged tools_killed_at_any_step 10

# Set and not yet due: it is on record, and keeps that record and its end.
tool chage <<'END'
kill -KILL "$PPID"
exec "$real" "$@"
END
two
provision
tool_back chage
tools_gone
was=$(sqlite3 -readonly /var/lib/credmint/registry.db \
	'select id, expires from credential order by id')
resumed before_the_change_is_due
check record_of_what_was_set_is_kept [ "$(sqlite3 -readonly \
	/var/lib/credmint/registry.db \
	'select id, expires from credential order by id')" = "$was" ]
judged killed_before_the_change_is_due 1

# ^C between two accounts: the one that is begun is made whole.
tool useradd <<'END'
kill -INT "$PPID"
exec "$real" "$@"
END
two
env --default-signal=INT credmint provision --apply -m bcrypt -c 4 \
	--secrets "$secrets" "$list" >"$TMP/out" 2>"$TMP/err"
check interrupt_ends_it_by_the_signal [ $? -eq 130 ]
tool_back useradd
check interrupt_leaves_the_begun_one_whole whole "anna$number"
check interrupt_leaves_the_other_one_alone no_such "bert$number"
check interrupt_tells_how_to_go_on grep -qxF \
	'credmint: 1 of 2 accounts; go on with --resume' "$TMP/err"
resumed interrupt
judged interrupt_is_gone_on_with 1
finish
