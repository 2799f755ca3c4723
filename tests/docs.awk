# SPDX-License-Identifier: GPL-2.0-only
# docs.awk WANTED GOT: exit 0 if GOT is what WANTED says; a line `...` stands for any number of lines.
NR == FNR { wanted[++nw] = $0; next }
{ got[++ng] = $0 }
END {
	if (!nw)
		exit !(ng == 0)
	exit !matches(1, 1)
}
function matches(w, g,    i) {
	for (; w <= nw; w++) {
		if (wanted[w] == "...") {
			for (i = g; i <= ng + 1; i++)
				if (matches(w + 1, i))
					return 1
			return 0
		}
		if (g > ng || wanted[w] != got[g])
			return 0
		g++
	}
	return g == ng + 1
}
