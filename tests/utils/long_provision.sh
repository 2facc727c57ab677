#!/bin/sh
# A million accounts: memory stays flat, also when they are gone on with.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc

cd "$TMP" || exit 1
printf '%%account\n${name|field}:${hash|field}\n' >line.template
{
	echo name,gecos
	seq -f '%07.0f' 1 1000000 | sed 's/.*/u&,"Person, &"/'
} >users.csv
head -n 1001 users.csv >few.csv
sed '1d; s/,.*//' users.csv >names

# provision USERS SECRETS OUTPUT OPTION...: the peak of its memory is in kib
provision() {
	users=$1
	secrets=$2
	output=$3
	shift 3
	/usr/bin/python3 -c 'import resource, subprocess, sys
done = subprocess.run(sys.argv[1:]).returncode
with open("kib", "w") as kib:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=kib)
sys.exit(done)' credmint provision --template ./line.template -m nt \
		--secrets "$secrets" -o "$output" "$@" "$users"
}
check a_thousand provision few.csv few few.h
few=$(cat kib)
check a_million provision users.csv s h
many=$(cat kib)
echo "# $few KiB for a thousand, $many KiB for a million"
check memory_is_flat [ "$many" -lt $((few + 16384)) ]
check each_has_a_hash [ "$(wc -l <h)" -eq 1000000 ]
check each_has_a_password [ "$(wc -l <s)" -eq 1000001 ]
check in_the_order_of_the_file sh -c "
	cut -d: -f1 h | cmp - names"
check no_two_passwords_are_equal [ "$(cut -d'"' -f4 s | sort -u | wc -l)" -eq 1000001 ]

# Half of it is there.
head -n 500001 s >half
chmod 600 half
check the_other_half provision users.csv half h2 --resume 2>err
check memory_is_flat_with_names [ "$(cat kib)" -lt $((few + 24576)) ]
check it_is_the_other_half [ "$(head -n 1 h2 | cut -d: -f1) $(wc -l <h2)" = 'u0500001 500000' ]
check the_secrets_are_whole [ "$(cut -d'"' -f2 half | sort -u | wc -l)" -eq 1000001 ]

finish
