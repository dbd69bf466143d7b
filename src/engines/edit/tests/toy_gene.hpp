#pragma once

#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/sequence.hpp>

#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace strandline::edit::testing {

inline std::string random_bases(std::size_t length) {
    return *rc::gen::container<std::string>(length, rc::gen::element('A', 'C', 'G', 'T'));
}

/// A contig with a gene of up to three exons, on either strand; introns begin with GT and end with AG.
struct Toy {
    domain::Genome genome;
    domain::CodingSequence coding;
};

inline Toy toy_gene() {
    const bool forward = *rc::gen::arbitrary<bool>();
    const int exons = *rc::gen::inRange(1, 4);
    std::string bases = random_bases(60);
    std::vector<domain::Interval> parts;
    std::size_t coding = 0;
    for (int exon = 0; exon < exons; ++exon) {
        std::size_t length = static_cast<std::size_t>(*rc::gen::inRange(20, 70));
        if (exon + 1 == exons) length += 3 - (coding + length) % 3;
        parts.push_back(
            {0, static_cast<std::int64_t>(bases.size()), static_cast<std::int64_t>(bases.size() + length)});
        bases += random_bases(length);
        coding += length;
        if (exon + 1 < exons) bases += "GT" + random_bases(30) + "AG";
    }
    bases += random_bases(60);
    Toy toy;
    const auto size = static_cast<std::int64_t>(bases.size());
    if (!forward) {
        bases = domain::reverse_complement(bases);
        for (domain::Interval& part : parts) part = {0, size - part.end, size - part.begin};
    }
    toy.coding.gene = "toy";
    toy.coding.parts = parts;
    toy.coding.strand = forward ? domain::Strand::forward : domain::Strand::reverse;
    toy.genome.contigs = {{"c", bases, *rc::gen::arbitrary<bool>()}};
    return toy;
}

/// The coding bases, read anew and otherwise than CodingBases does.
inline std::string spliced(const domain::Genome& genome, const domain::CodingSequence& coding) {
    std::string result;
    for (const domain::Interval& part : coding.parts) {
        const std::string exon = genome.contigs[0].bases.substr(
            static_cast<std::size_t>(part.begin), static_cast<std::size_t>(part.end - part.begin));
        result += coding.strand == domain::Strand::forward ? exon : domain::reverse_complement(exon);
    }
    return result;
}

}  // namespace strandline::edit::testing
