# layers - an include that goes where its room must not
#
# Reads FILE:LINE:TEXT. A line that starts with "pam_module: " is held to the
# module's own rule although its file lies elsewhere.

BEGIN {
	while ((getline line <layers) > 0) {
		if (line ~ /^#/ || line == "")
			continue
		n = split(line, word, /:? +/)
		if (line ~ /:/) {
			for (i = 2; i <= n; i++)
				may[word[1]] = may[word[1]] " " word[i]
			continue
		}
		floor[word[1]] = word[2]
		rooms++
	}
	if (rooms == 0)
		print layers ": names no room"
}

# Whether one of the names in list covers the header: a room, or the start of
# a file's path.
function allowed(list, header,    n, i, name) {
	n = split(list, name, " ")
	for (i = 1; i <= n; i++)
		if (name[i] == header ||
		    index(header, name[i] (name[i] ~ /\// ? "" : "/")) == 1)
			return 1
	return 0
}

# The name in lib/LAYERS whose rule a file outside lib obeys.
function rule_of(file,    name, best) {
	for (name in may)
		if (index(file, name) == 1 && length(name) > length(best))
			best = name
	return best
}

function complain(what) {
	print file ":" number ": " what
}

{
	module = sub(/^pam_module: /, "")
	split($0, part, ":")
	file = part[1]
	number = part[2]
	if (!match($0, /^[^:]*:[^:]*:[ \t]*#[ \t]*include[ \t]*"[^"]*"/))
		next
	header = substr($0, RSTART, RLENGTH)
	sub(/^[^"]*"/, "", header)
	sub(/".*/, "", header)

	here = file
	sub(/\/[^\/]*$/, "/", here)
	if (header ~ /\.\./) {
		complain("a path with .. : " header)
		next
	}
	# Neighbours, by a bare name or by their path from the top.
	if (!module && (header !~ /\// && header != "credmint.h" ||
	    index(header, here) == 1 || index("lib/" header, here) == 1))
		next

	rule = module ? "pam_module" : rule_of(file)
	if (rule != "") {
		if (!allowed(may[rule], header))
			complain(rule " must not use " header)
		next
	}
	if (file !~ /^lib\/[^\/]*\//) {
		if (file != "lib/credmint.h")
			complain("lib/LAYERS has no line for this file")
		next
	}
	split(file, part, "/")
	room = part[2]
	# The public header lies with secrets.
	other = header == "credmint.h" ? "secrets" : header
	sub(/\/.*/, "", other)
	if (!(room in floor))
		complain("lib/LAYERS has no room " room)
	else if (!(other in floor))
		complain("no room has " header)
	else if (other != room && floor[other] >= floor[room])
		complain(room " (floor " floor[room] ") includes " header \
		    " (floor " floor[other] ")")
}
