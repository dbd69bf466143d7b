#!/usr/bin/env bash
# The packs of this folder, from the JSON files of a PharmCAT release: facts alone, none of its code or messages.
# The same files make the same bytes.
#
# usage: make_packs.sh STRANDLINE knowledge_pharmcat_3.1.1.tar.gz [FOLDER]
set -euo pipefail
strandline=$(readlink -f "$1") archive=$(readlink -f "$2") here=$(dirname "$(readlink -f "$0")")
made=$(readlink -f "${3:-$here}")
facts=$(mktemp -d)
trap 'rm -rf "$facts"' EXIT
tar -xzf "$archive" -C "$facts" --wildcards '*definition/*.json' '*phenotype/*.json' '*phenotype_older/*.json' '*guidelines/*.json'
cd "$facts"
# CPIC's facts are in the public domain (CC0 1.0); what ClinPGx writes down of DPWG is CC BY-SA 4.0.
"$strandline" clinic knowledge build "$facts" --only alleles,CPIC -o "$made/cpic.pgx"
"$strandline" clinic knowledge build "$facts" --only DPWG -o "$made/dpwg.pgx"
