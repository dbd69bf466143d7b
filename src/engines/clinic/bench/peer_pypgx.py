#!/usr/bin/env python3
"""PyPGx on a phased VCF: named alleles, diplotypes and phenotypes of genes without structural variants.

usage: peer_pypgx.py FILE.vcf GENE …

Prints JSON: seconds of processor and wall time of predict-alleles, call-genotypes and call-phenotypes alone (loading and Beagle left out:
the file is phased), and its answers.
"""
import importlib.metadata
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

import fuc  # noqa: E402
import pypgx  # noqa: E402
from pypgx import sdk  # noqa: E402


def consolidated(frame, gene):
    chromosome, begin, end = fuc.common.parse_region(pypgx.get_region(gene, assembly="GRCh38"))
    df = frame.df
    part = df[(df.CHROM == chromosome) & (df.POS >= begin) & (df.POS <= end)].reset_index(drop=True)
    metadata = {"Platform": "WGS", "Gene": gene, "Assembly": "GRCh38", "SemanticType": "VcfFrame[Consolidated]", "Program": "Beagle"}
    return sdk.Archive(metadata, fuc.pyvcf.VcfFrame([], part))


def main():
    frame = fuc.pyvcf.VcfFrame.from_file(sys.argv[1])
    frame = frame.update_chr_prefix("remove")
    answers, wall, cpu = {}, 0, 0
    for gene in sys.argv[2:]:
        variants = consolidated(frame, gene)
        began, spent = time.perf_counter(), time.process_time()
        alleles = pypgx.predict_alleles(variants)
        genotypes = pypgx.call_genotypes(alleles=alleles)
        phenotypes = pypgx.call_phenotypes(genotypes)
        wall, cpu = wall + time.perf_counter() - began, cpu + time.process_time() - spent
        answers[gene] = {sample: [genotypes.data.Genotype[sample], phenotypes.data.Phenotype[sample]] for sample in frame.samples}
    print(json.dumps({"version": importlib.metadata.version("pypgx"), "seconds": wall, "cpu_seconds": cpu, "answers": answers}))


main()
