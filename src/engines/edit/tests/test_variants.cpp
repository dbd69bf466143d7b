#include "search_support.hpp"
#include "support.hpp"
#include "variant_oracle.hpp"

#include <strandline/edit/variants.hpp>
#include <strandline/formats/variants.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;

namespace {

struct Case {
    domain::Genome genome;
    std::vector<MadeRecord> records;
    std::size_t samples = 1;
    std::vector<Query> queries;
    Pattern pattern;
};

std::string random_text(std::int64_t least, std::int64_t most) {
    const auto length = static_cast<std::size_t>(*rc::gen::inRange<std::int64_t>(least, most + 1));
    // Two letters more often than others: repeats make variants that can be placed in several ways.
    return random_bases(length, "AGGGGGCTA");
}

MadeRecord random_record(const domain::Genome& genome, std::size_t contig, std::int64_t position,
                         std::size_t samples, bool phased) {
    const std::string& bases = genome.contigs[contig].bases;
    MadeRecord made;
    made.contig = contig;
    made.position = position;
    const std::int64_t room = static_cast<std::int64_t>(bases.size()) - position;
    const std::int64_t length = std::min<std::int64_t>(room, *rc::gen::element(1, 1, 1, 2, 3, 5, 9));
    made.reference = bases.substr(static_cast<std::size_t>(position), static_cast<std::size_t>(length));
    const int alternates = *rc::gen::element(1, 1, 1, 2, 3);
    for (int k = 0; k < alternates; ++k) {
        switch (*rc::gen::inRange(0, 8)) {
        case 0:
            made.alternates.push_back(made.reference.substr(0, 1));
            break;
        case 1:
            made.alternates.push_back(made.reference.substr(0, 1) + random_text(1, 4));
            break;
        case 2:
            made.alternates.push_back(made.reference + random_text(1, 12));
            break;
        case 3:
            made.alternates.push_back("*");
            break;
        case 4:
            made.alternates.push_back("<DEL>");
            break;
        default:
            made.alternates.push_back(random_text(length, length));
            break;
        }
    }
    const int most = static_cast<int>(made.alternates.size()) + 1;
    for (std::size_t s = 0; s < samples; ++s) {
        // Of a sample whose number of copies changed from record to record, no order of copies could be told.
        const int ploidy = phased ? *rc::gen::element(2, 2, 2, 2, 1, 3) : s == 2 ? 1 : 2;
        std::vector<int> codes;
        for (int k = 0; k < ploidy; ++k)
            codes.push_back(*rc::gen::inRange(0, 8) == 0 ? -1 : *rc::gen::inRange(0, most));
        if (*rc::gen::inRange(0, 4) == 0) codes.assign(codes.size(), codes[0]);
        made.codes.push_back(codes);
        made.phased.push_back(phased || *rc::gen::arbitrary<bool>());
    }
    return made;
}

std::vector<PlainAllele> alleles_of_copy(const Case& made, std::size_t contig, std::size_t sample,
                                         std::size_t copy,
                                         const std::vector<std::size_t>& order_of_copies = {}) {
    std::vector<PlainAllele> alleles;
    for (std::size_t r = 0; r < made.records.size(); ++r) {
        const MadeRecord& record = made.records[r];
        if (record.contig != contig || copy >= record.codes[sample].size()) continue;
        const std::size_t from = order_of_copies.empty() ? copy : order_of_copies[r];
        const int code = record.codes[sample][from];
        if (code <= 0) continue;
        const std::string& alternate = record.alternates[static_cast<std::size_t>(code - 1)];
        if (domain::is_sequence(alternate)) alleles.push_back(plain_allele(record, alternate, r));
    }
    return alleles;
}

Case random_case(bool phased) {
    Case made;
    const int contigs = *rc::gen::inRange(1, 3);
    for (int i = 0; i < contigs; ++i)
        made.genome.contigs.push_back({"chr" + std::to_string(i), random_text(20, 130), false});
    made.samples = static_cast<std::size_t>(*rc::gen::inRange(1, phased ? 7 : 4));
    for (std::size_t id = 0; id < made.genome.contigs.size(); ++id) {
        std::vector<std::int64_t> positions = *rc::gen::container<std::vector<std::int64_t>>(
            rc::gen::inRange<std::int64_t>(0, made.genome.contigs[id].length()));
        if (positions.size() > (phased ? 20u : 4u)) positions.resize(phased ? 20 : 4);
        std::ranges::sort(positions);
        std::int64_t behind = 0;  // the last record; unphased ones do not overlap
        for (const std::int64_t position : positions) {
            if (!phased && position < behind) continue;
            made.records.push_back(random_record(made.genome, id, position, made.samples, phased));
            behind = position + static_cast<std::int64_t>(made.records.back().reference.size());
        }
    }
    static const std::vector<std::vector<std::string>> pams = {{"NGG"},          {"NG"},         {""},
                                                               {"TTTV", "GGGV"}, {"NGG", "NAG"}, {"NNNRR"}};
    made.pattern = {*rc::gen::inRange(shortest_pattern_spacer, 21), *rc::gen::elementOf(pams),
                    *rc::gen::element(PamSide::three_prime, PamSide::five_prime)};
    const int bulges = *rc::gen::element(0, 0, 1, 2);
    domain::Genome copies;  // guides are cut out of what the samples have
    for (std::size_t id = 0; id < made.genome.contigs.size(); ++id)
        for (std::size_t copy = 0; copy < 2; ++copy) {
            copies.contigs.push_back({"copy", {}, false});
            for (const PlacedBase& base :
                 haplotype(made.genome.contigs[id].bases, alleles_of_copy(made, id, 0, copy)))
                copies.contigs.back().bases += base.base;
        }
    made.queries = random_queries(
        copies, made.pattern, *rc::gen::inRange(1, 4),
        rc::gen::just(Limits{*rc::gen::inRange(0, bulges > 0 ? 6 : 10), bulges, std::min(bulges, 1), 9}));
    return made;
}

/// The same for every way in which copies of unphased genotypes may be ordered.
PlainHits plain_hits_of_all_phases(const Case& made) {
    PlainHits hits;
    for (std::uint32_t id = 0; id < made.genome.contigs.size(); ++id)
        for (std::size_t sample = 0; sample < made.samples; ++sample)
            for (std::uint32_t swapped = 0; swapped < 1u << made.records.size(); ++swapped)
                for (std::size_t copy = 0; copy < 2; ++copy) {
                    std::vector<std::size_t> from(made.records.size(), copy);
                    bool possible = true;
                    for (std::size_t r = 0; r < from.size(); ++r) {
                        const bool loose =
                            !made.records[r].phased[sample] && made.records[r].codes[sample].size() == 2;
                        if (swapped >> r & 1) from[r] = 1 - copy;
                        possible = possible && (loose || !(swapped >> r & 1));
                    }
                    if (!possible) continue;
                    scan_plainly(made.genome.contigs[id].bases,
                                 haplotype(made.genome.contigs[id].bases,
                                           alleles_of_copy(made, id, sample, copy, from)),
                                 id, "s" + std::to_string(sample), made.queries, made.pattern, hits);
                }
    return hits;
}

PlainHits plain_hits(const Case& made) {
    PlainHits hits;
    for (std::uint32_t id = 0; id < made.genome.contigs.size(); ++id)
        for (std::size_t sample = 0; sample < made.samples; ++sample)
            for (std::size_t copy = 0; copy < 3; ++copy)
                scan_plainly(
                    made.genome.contigs[id].bases,
                    haplotype(made.genome.contigs[id].bases, alleles_of_copy(made, id, sample, copy)), id,
                    "s" + std::to_string(sample), made.queries, made.pattern, hits);
    return hits;
}

Result<VariantSearch> search(const domain::Genome& genome, const std::string& vcf,
                             std::span<const Query> queries, const Pattern& pattern,
                             VariantOptions options = {}, unsigned threads = 1,
                             std::vector<std::string>* warnings = nullptr) {
    const Source source = Source::memory("v.vcf", vcf);
    STRANDLINE_TRY(formats::VariantReader reader, formats::VariantReader::open(source));
    domain::VariantStream stream = formats::stream_of(reader, source);
    std::vector<std::string> ignored;
    Warnings listener(warnings ? *warnings : ignored);
    Context context({.threads = threads, .listener = &listener});
    const auto reference = plain(genome, queries, pattern).hits;
    return find_variant_off_targets(domain::pack(genome), stream, queries, pattern, reference, options,
                                    context);
}

PlainHits hits_of(const VariantSearch& found) {
    PlainHits hits;
    for (const VariantHit& row : found.hits) {
        if (row.pam_change == PamChange::lost) continue;
        const domain::Interval& at = row.hit.interval;
        auto& samples = hits[{row.hit.guide, at.contig, at.begin, at.end, row.hit.strand, row.haplotype,
                              row.hit.mismatches, row.hit.dna_bulges, row.hit.rna_bulges}];
        for (const std::string_view name : split(row.samples, ',')) samples.emplace(name);
    }
    return hits;
}

std::string show(const PlainHits& hits) {
    std::string text;
    for (const auto& [key, samples] : hits) {
        text += format("{} {}:{}-{}{} {} {}+{}+{} [", std::get<0>(key), std::get<1>(key), std::get<2>(key),
                       std::get<3>(key), domain::symbol(std::get<4>(key)), std::get<5>(key), std::get<6>(key),
                       std::get<7>(key), std::get<8>(key));
        for (const std::string& sample : samples) text += sample + " ";
        text += "]\n";
    }
    return text;
}

}  // namespace

TEST_CASE("variants: phased haplotypes give the sites that whole haplotypes scanned plainly give") {
    CHECK(rc::check([] {
        const Case made = random_case(true);
        const std::string vcf = vcf_text(made.genome, made.records, made.samples);
        RC_LOG() << vcf << made.genome.contigs[0].bases << "\n";
        VariantOptions options;
        options.batch = static_cast<std::size_t>(*rc::gen::element(1, 2, 5, 1000));
        const auto found = search(made.genome, vcf, made.queries, made.pattern, options);
        if (!found) RC_FAIL(render(found.error()));
        const PlainHits expected = plain_hits(made), got = hits_of(*found);
        RC_CLASSIFY(expected.empty(), "no site");
        RC_CLASSIFY(expected.size() > 10, "more than 10 sites");
        if (expected != got) RC_FAIL("expected\n" + show(expected) + "got\n" + show(got));
        for (const VariantHit& row : found->hits) {
            RC_ASSERT(!row.unphased);
            RC_ASSERT(row.allele_frequency.has_value());
            RC_ASSERT(*row.allele_frequency > 0 && *row.allele_frequency <= 1);
        }
    }));
}

TEST_CASE("variants: unphased genotypes give the sites of every order of their copies") {
    CHECK(rc::check([] {
        const Case made = random_case(false);
        const std::string vcf = vcf_text(made.genome, made.records, made.samples);
        RC_LOG() << vcf << made.genome.contigs[0].bases << "\n";
        const auto found = search(made.genome, vcf, made.queries, made.pattern);
        if (!found) RC_FAIL(render(found.error()));
        const PlainHits expected = plain_hits_of_all_phases(made), got = hits_of(*found);
        RC_CLASSIFY(expected.empty(), "no site");
        RC_CLASSIFY(expected.size() > 10, "more than 10 sites");
        if (expected != got) RC_FAIL("expected\n" + show(expected) + "got\n" + show(got));
    }));
}
