#!/usr/bin/env bash
# A made-up patient before CAR-T cells: from genotypes to the drugs around the infusion, sealed. Called by ./dev demo.
# usage: demo.sh STRANDLINE FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
strandline=$1 folder=$2

show() { printf '\n\033[1m$ strandline %s\033[0m\n' "$*"; }
run() { show "$@"; "$strandline" "$@"; }

mkdir -p "$folder"
cp "$here"/*.toml "$here"/*.tsv "$here"/*.vcf "$folder/"
cd "$folder"
printf 'nobody has this genome\n' > passphrase
[ -d .strandline ] || run init --passphrase-file passphrase
run run chain.toml --passphrase-file passphrase

printf '\nwhich drugs may this patient have? (match.tsv)\n'
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
    { result = $at["result"]; gsub(";;", ", ", result); printf "  %-17s %-26s %-9s %s\n", $at["drug"], $at["role"], $at["verdict"], result }' match.tsv

printf '\nthe same run as a page, a FHIR bundle and more, taken from the workspace:\n'
run clinic pgx patient.vcf --outside outside.tsv -o patient/ --passphrase-file passphrase
ls patient

printf '\nwithout what other laboratories found, two drugs have no answer, and the command says no:\n'
show clinic pgx patient.vcf -o alone.tsv
"$strandline" clinic pgx patient.vcf -q -o alone.tsv --passphrase-file passphrase
run clinic match alone.tsv therapy.toml -o alone-match.tsv --passphrase-file passphrase || printf 'exit status %s\n' "$?"
run thread verify
printf '\nThe page for the clinician: %s\n' "$PWD/patient/report.html"
