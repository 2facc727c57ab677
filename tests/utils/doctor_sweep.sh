#!/bin/sh
# credmint doctor tells a sweep that is scheduled from one that runs: when it last
# did, by the registry's time, and what is too long ago.
# shellcheck disable=SC2119,SC2154

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

# The host has been up for two days.
echo 172800 >/etc/clock-boot
realpath "$BUILD/tests/hosts/shifted_clock.so" >/etc/ld.so.preload
. tests/utils/doctor.inc
meta() {
	setpriv --reuid credmint --regid credmint --clear-groups \
		sqlite3 /var/lib/credmint/registry.db "UPDATE meta SET $1"
}
shift_clock() {
	echo "$1" >/etc/clock-shift
}
# says NAME STATE TEXT: there is such a line
says() {
	doctor
	check "$1" said "$2" sweep "$3"
}

says a_new_registry_may_wait ok '/etc/cron.d/credmint runs it, and it has not run yet'
meta 'made = made - 90000'
sick it_never_ran sweep 'is planned by /etc/cron.d/credmint, but never ran' run
check and_where_to_see_why grep -q 'see: service cron status, and run' "$TMP/sick"
check then_it_is_told_when said ok sweep '/etc/cron.d/credmint runs it, last [0-9]s ago'
meta 'swept = swept - 2400'
credmint sweep --dry-run
sick it_does_not_run sweep 'but last ran 40m ago' run
meta 'swept = swept - 1500'
says one_may_be_missed ok 'last 25m ago'
meta 'swept = swept - 900'
says and_no_more bad 'but last ran 40m ago'

# A host that was off has not run it meanwhile.
echo "-$(sed 's/\..*//' /proc/uptime)" >/etc/clock-boot
says a_host_that_has_just_started ok 'last 40m ago'
echo 172800 >/etc/clock-boot

# What is planned more rarely runs more rarely.
plan() {
	echo "$2 root credmint sweep" >/etc/cron.d/credmint
	says "$1" "$3" "last (ran )?$4"
}
plan every_quarter '*/15 * * * *' bad 40m
plan every_minute '* * * * *' bad 40m
plan at_an_hour '17 * * * *' ok 40m
plan hourly '@hourly' ok 40m
meta 'swept = swept - 7200'
plan hourly_too_late '@hourly' bad '2h 40m'
plan every_second_hour '0 */2 * * *' ok '2h 40m'
plan at_night '30 3 * * *' ok '2h 40m'
plan on_sundays '30 3 * * 0' ok '2h 40m'
meta 'swept = swept - 180000'
plan at_night_too_late '30 3 * * *' bad '2d 4h'
plan on_sundays_may_wait '30 3 * * 0' ok '2d 4h'
echo '*/15 * * * * root credmint sweep' >/etc/cron.d/credmint

# A table, and nobody who reads it.
for program in /usr/sbin/cron /usr/sbin/crond /usr/bin/cron /usr/bin/crond; do
	[ ! -e $program ] || mv $program $program.away
done
says no_cron bad 'planned by /etc/cron.d/credmint, but this host has no cron; install cron$'
install -m 0755 /dev/null /usr/sbin/cron

# A clock that was put back.
shift_clock 7200
credmint sweep
shift_clock 0
says a_time_to_come note 'last ran at 20[0-9T:-]*Z, which is yet to come'
mend=$(sed -n 's/^note  sweep .*run: //p' "$TMP/out")
check a_time_to_come_has_a_mend sh -c "${mend:-false}"
says then_it_is_known_again ok 'last [0-9]s ago'

# Nothing runs it any more.
rm /etc/cron.d/credmint
says nothing_runs_it bad 'nothing locks .* late, last swept [0-9]*s ago; run: echo'

# systemd does.
mkdir -p /run/systemd/system /etc/systemd/system/timers.target.wants
ln -s /usr/lib/systemd/system/credmint-sweep.timer \
	/etc/systemd/system/timers.target.wants/
says the_timer ok 'credmint-sweep.timer is enabled, last [0-9]*s ago'
meta 'swept = swept - 2400'
says the_timer_does_not_run bad \
	'by credmint-sweep.timer, but last ran 40m ago; see: systemctl status credmint-sweep.timer .*, and run: credmint sweep$'
mkdir /etc/systemd/system/credmint-sweep.timer.d
says the_timer_was_changed ok 'last 40m ago'
finish
