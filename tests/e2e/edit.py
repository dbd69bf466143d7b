"""What the commands of edit do together: forms, folders, packed genomes, indexes, and one trace from design to outcome."""
import gzip
import json
import random
import zipfile

import small_genome

SEED = 11
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def genome_with_guide(env, length=60_000):
    """A genome and a guide that has an NGG site at 1000 and one with two mismatches at 3000."""
    bases = list(small_genome.bases(length, SEED))
    guide = "GACCTGTCATGCTGAACTGA"
    near = "GACCTGTCATGCTGTACTGC"
    bases[1000:1023] = guide + "TGG"
    bases[3000:3023] = near + "AGG"
    (env.folder / "genome.fa").write_text(small_genome.fasta({"c": "".join(bases)}))
    (env.folder / "guides.tsv").write_text(f"id\tspacer\tcontig\tstart\tstrand\none\t{guide}\tc\t1000\t+\n")
    return "".join(bases), guide


def table(text):
    lines = text.rstrip("\n").split("\n")
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def test_packed_genome_and_index_give_the_same_table(env):
    genome_with_guide(env)
    random.seed(SEED)
    env.run("edit", "pack", "--genome", "genome.fa", "-o", "genome.packed", "-q")
    env.run("edit", "index", "--genome", "genome.packed", "-o", "genome.index", "-q")
    plain = env.run("edit", "offtargets", "genome.fa", "--guides", "guides.tsv", "--mismatches", "9", "-q", "-t", "1").stdout
    assert plain.count("\n") > 3
    assert plain == env.run("edit", "offtargets", "genome.packed", "--guides", "guides.tsv", "--mismatches", "9", "-q", "-t", "2").stdout
    assert plain == env.run("edit", "offtargets", "genome.packed", "--guides", "guides.tsv", "--index", "genome.index", "--mismatches", "9", "-q").stdout
    own = [row for row in table(plain) if row["self"] == "self"]
    assert [row["start"] for row in own] == ["1000"]


def test_one_flipped_byte_of_an_index_is_noticed(env):
    genome_with_guide(env)
    env.run("edit", "index", "--genome", "genome.fa", "-o", "genome.index", "-q")
    whole = (env.folder / "genome.index").read_bytes()
    random.seed(SEED)
    for at in [0, 20, 70, len(whole) // 2, len(whole) - 1, *(random.randrange(len(whole)) for _ in range(12))]:
        damaged = bytearray(whole)
        damaged[at] ^= 1
        (env.folder / "bad.index").write_bytes(damaged)
        done = env.run("edit", "offtargets", "genome.fa", "--guides", "guides.tsv", "--index", "bad.index", exit=None)
        # Zeros between sections say nothing and may change.
        if done.returncode == 0:
            assert whole[at] == 0, at
            continue
        assert done.returncode == 2 and "bad.index" in done.stderr and not done.stdout, (at, done.stderr)
    (env.folder / "bad.index").write_bytes(whole[:-5])
    assert "sections.truncated" in env.run("edit", "offtargets", "genome.fa", "--guides", "guides.tsv", "--index", "bad.index", exit=2).stderr


def test_a_compressed_table_is_bgzf_and_keeps_its_trace(env):
    genome_with_guide(env)
    env.run("init", "--no-passphrase")
    env.run("edit", "offtargets", "genome.fa", "--guides", "guides.tsv", "-o", "hits.tsv.gz")
    plain = env.run("edit", "offtargets", "genome.fa", "--guides", "guides.tsv").stdout
    packed = (env.folder / "hits.tsv.gz").read_bytes()
    assert gzip.decompress(packed).decode() == plain
    assert packed[12:14] == b"BC" and packed.endswith(bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000"))
    assert "edit offtargets" in env.run("thread", "trace", "hits.tsv.gz").stdout
    # Written again over itself: its content is held, nothing is lost.
    env.run("edit", "offtargets", "genome.fa", "--guides", "guides.tsv", "-o", "hits.tsv.gz")


def test_forms_of_the_field(env):
    bases, guide = genome_with_guide(env)
    words = ["edit", "offtargets", "genome.fa", "--guides", "guides.tsv", "--dna-bulges", "1", "--rna-bulges", "1", "-q"]
    rows = table(env.run(*words).stdout)
    bed = [line.split("\t") for line in env.run(*words, "--format", "bed").stdout.splitlines()]
    assert [(b[0], b[1], b[2], b[3], b[5]) for b in bed] == [(r["contig"], r["start"], r["end"], r["guide"], r["strand"]) for r in rows]
    sam = [line.split("\t") for line in env.run(*words, "--format", "sam").stdout.splitlines()]
    assert ["@SQ", "SN:c", f"LN:{len(bases)}"] in sam
    records = [line for line in sam if not line[0].startswith("@")]
    assert len(records) == len(rows)
    for record, row in zip(records, rows):
        consumed = sum(int(n) for n, op in cigar(record[5]) if op in "MD")
        site = bases[int(record[3]) - 1:int(record[3]) - 1 + consumed]
        assert (site if row["strand"] == "+" else site.translate(COMPLEMENT)[::-1]) == row["site"].replace("-", "").upper()
        assert sum(int(n) for n, op in cigar(record[5]) if op in "MI") == len(record[9]) == len(guide)
    ours = env.run(*words, "--format", "casoffinder").stdout.splitlines()
    assert ours[1].startswith("#Id\tBulge Type") and len(ours) == len(rows) + 2
    assert json.loads(env.run(*words, "--format", "json").stdout)[0]["guide"] == "one"
    env.run(*words, "--format", "beds", exit=2)
    counts = table(env.run(*words, "--count-only").stdout)
    assert sum(int(row["count"]) for row in counts) == len(rows)


def cigar(text):
    number, steps = "", []
    for letter in text:
        if letter.isdigit():
            number += letter
        else:
            steps.append((number, letter))
            number = ""
    return steps


def amplicon_reads(env, bases, reads=400, every=4):
    """Reads of the amplicon round the cut at 1017; one of `every` lacks the three bases left of the cut."""
    amplicon = bases[900:1120]
    deleted = amplicon[:114] + amplicon[117:]
    lines = []
    for i in range(reads):
        read = deleted if i % every == 0 else amplicon
        if i % 2:
            read = read.translate(COMPLEMENT)[::-1]
        lines.append(f"@r{i}\n{read}\n+\n{'I' * len(read)}\n")
    (env.folder / "reads.fq").write_text("".join(lines))
    return amplicon


def test_from_designed_guide_to_measured_edit_in_one_trace(env):
    bases, guide = genome_with_guide(env)
    amplicon = amplicon_reads(env, bases)
    (env.folder / "regions.bed").write_text("c\t1016\t1018\ttarget\n")
    (env.folder / "chain.toml").write_text(f'''
[step.guides]
use = "edit guides"
genome = "file:genome.fa"
regions = "file:regions.bed"
[step.hits]
use = "edit offtargets"
genome = "file:genome.fa"
guides = "guides.table"
[step.best]
use = "edit rank"
guides = "guides.table"
hits = "hits.hits"
counts = "hits.counts"
[step.outcome]
use = "edit outcome"
reads = "file:reads.fq"
guides = "best.table"
amplicon = "{amplicon}"
[output]
"outcome.tsv" = "outcome.table"
''')
    env.run("run", "chain.toml", "--no-passphrase")
    row = table((env.folder / "outcome.tsv").read_text())[0]
    assert (row["reads"], row["modified"], row["deleted"]) == ("400", "100", "100"), row
    trace = env.run("thread", "trace", "outcome.tsv").stdout
    for step in ("edit outcome", "edit rank", "edit offtargets", "edit guides"):
        assert step in trace, trace


def test_a_folder_of_outcomes_has_the_names_of_the_field(env):
    bases, guide = genome_with_guide(env)
    amplicon = amplicon_reads(env, bases)
    words = ["edit", "outcome", "reads.fq", "--amplicon", amplicon, "--guide", guide, "-q"]
    env.run(*words, "-o", "out/")
    for name in ("outcome.tsv", "alleles.tsv", "outcome.json", "report.html", "CRISPResso_quantification_of_editing_frequency.txt",
                 "Alleles_frequency_table.txt", "Nucleotide_frequency_table.txt", "Modification_count_vectors.txt"):
        assert (env.folder / "out" / name).stat().st_size > 0, name
    page = (env.folder / "out" / "report.html").read_text()
    assert "http://" not in page.replace("http://www.w3.org", "") and "<script" not in page
    env.run(*words, "--files", "tables.zip")
    with zipfile.ZipFile(env.folder / "tables.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (env.folder / "out" / name).read_bytes(), name
    # A second time without --overwrite nothing is replaced, and nothing is half done.
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (env.folder / "out").iterdir())
    env.run(*words, "-o", "out/", exit=2)
    assert before == sorted((path.name, path.stat().st_mtime_ns) for path in (env.folder / "out").iterdir())
    env.run(*words, "-o", "out/", "--overwrite")
