# code - C without its comments, each line as FILE:LINE:TEXT

FNR == 1 { inside = 0 }

{
	text = ""
	rest = $0
	while (rest != "") {
		if (inside) {
			i = index(rest, "*/")
			if (i == 0)
				break
			rest = substr(rest, i + 2)
			text = text " "
			inside = 0
		}
		if (!match(rest, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//)) {
			text = text rest
			break
		}
		token = substr(rest, RSTART, RLENGTH)
		text = text substr(rest, 1, RSTART - 1)
		rest = substr(rest, RSTART + RLENGTH)
		if (token == "/*")
			inside = 1
		else if (token == "//")
			rest = ""
		else
			text = text token
	}
	print FILENAME ":" FNR ":" text
}
