#include "genbank_features.hpp"

#include "names.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t key_column = 5;  // feature keys begin in column 6

constexpr std::array<std::string_view, 11> kept_qualifiers = {
    "gene",    "locus_tag", "gene_synonym", "old_locus_tag", "protein_id", "db_xref",
    "product", "pseudo",    "pseudogene",   "note",          "codon_start"};

constexpr std::array<std::string_view, 9> kept_keys = {"CDS",   "gene",          "mRNA",  "tRNA",    "rRNA",
                                                       "ncRNA", "precursor_RNA", "tmRNA", "misc_RNA"};

const std::string& key_of(const domain::CodingSequence& coding) {
    return coding.locus_tag.empty() ? coding.gene : coding.locus_tag;
}

/// Records of before 2005 tell synonyms in a note of the gene: "synonyms: hslF, hslI".
void add_noted_synonyms(domain::CodingSequence& coding, std::string_view note) {
    for (const std::string_view lead : {"synonym:", "synonyms:"})
        if (note.starts_with(lead)) add_synonyms(coding, note.substr(lead.size()), ";,");
}

/// Quotes inside a value are written twice.
bool closes_quote(std::string_view text) {
    std::size_t quotes = 0;
    while (quotes < text.size() && text[text.size() - 1 - quotes] == '"') ++quotes;
    return quotes % 2 == 1;
}

std::string unquoted(std::string_view value) {
    if (value.starts_with('"')) value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        text += value[i];
        if (value[i] == '"' && i + 1 < value.size() && value[i + 1] == '"') ++i;
    }
    return text;
}

std::string without_blanks(std::string_view text) {
    std::string kept;
    std::ranges::copy_if(text, std::back_inserter(kept), [](char c) { return c != ' ' && c != '\t'; });
    return kept;
}

}  // namespace

void FeatureReader::begin_record() {
    feature_.reset();
    quote_open_ = false;
    coding_.clear();
    genes_.clear();
    placed_.clear();
}

void FeatureReader::read_line(std::string_view line, std::int64_t length, bool circular) {
    length_ = length;
    circular_ = circular;
    const std::size_t at = line.find_first_not_of(" \t");
    if (at == std::string_view::npos) return;
    const std::string_view text = trim(line);
    if (at <= key_column && !quote_open_) {
        const std::size_t key_end = std::min(text.find_first_of(" \t"), text.size());
        return begin_feature(text.substr(0, key_end), trim(text.substr(key_end)));
    }
    if (!feature_) return;
    if (text.starts_with('/') && !quote_open_)
        read_qualifier(text.substr(1));
    else if (feature_->qualifiers.empty() && !quote_open_ && !wanted_)
        feature_->location += text;
    else
        append_value(text);
}

void FeatureReader::begin_feature(std::string_view key, std::string_view location) {
    end_feature();
    if (std::ranges::find(kept_keys, key) == kept_keys.end()) return;
    feature_.emplace();
    feature_->key = key;
    feature_->location = location;
    feature_->place = location.empty() ? in_.place(1) : in_.place_of(location);
}

/// /gene="thrL"
void FeatureReader::read_qualifier(std::string_view text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view name = text.substr(0, equals);
    const std::string_view value = equals < text.size() ? text.substr(equals + 1) : std::string_view();
    wanted_ = std::ranges::find(kept_qualifiers, name) != kept_qualifiers.end();
    quote_open_ = value.starts_with('"') && !(value.size() > 1 && closes_quote(value.substr(1)));
    feature_->qualifiers.push_back({std::string(name), wanted_ ? std::string(value) : std::string()});
}

void FeatureReader::append_value(std::string_view text) {
    if (quote_open_) quote_open_ = !closes_quote(text);
    if (!wanted_) return;
    std::string& value = feature_->qualifiers.back().value;
    if (!value.empty()) value += ' ';
    value += text;
}

void FeatureReader::end_record() {
    end_feature();
    for (domain::CodingSequence& coding : coding_)
        if (const auto gene = genes_.find(key_of(coding)); gene != genes_.end())
            for (const std::string& name : gene->second.synonyms) add_synonym(coding, name);
}

void FeatureReader::end_feature() {
    quote_open_ = wanted_ = false;
    if (!feature_) return;
    const Feature feature = std::move(*feature_);
    feature_.reset();
    if (feature.key == "gene") add_gene(feature);
    if (!feature.is_coding()) return keep_placed(feature);
    LocationSlip slip;
    if (const auto location = location_of(feature, slip)) return add_coding(feature, *location);
    const std::string text = without_blanks(feature.location);
    Place place = feature.place;
    // The text shown is that of the first line; a slip further on is told by what is found.
    if (static_cast<std::int64_t>(slip.at) < place.length) {
        place.column += static_cast<std::int64_t>(slip.at);
        place.length = 1;
    }
    errors_.add(Error::input("genbank.location", "this is no location on a record of {} bases",
                             with_thousands(static_cast<std::uint64_t>(std::max<std::int64_t>(length_, 0))))
                    .at(std::move(place))
                    .expected("{}", slip.expected)
                    .found("{}", slip.at < text.size() ? format("'{}'", text.substr(slip.at, 40))
                                                       : "the end of the location")
                    .mend("correct the location, or the length on the LOCUS line, or remove the feature"));
}

std::optional<Location> FeatureReader::location_of(const Feature& feature, LocationSlip& slip) const {
    return parse_location(without_blanks(feature.location), length_, circular_, slip);
}

domain::CodingSequence FeatureReader::names_of(const Feature& feature) {
    domain::CodingSequence coding;
    for (const Qualifier& qualifier : feature.qualifiers) {
        const std::string value = unquoted(qualifier.value);
        if (qualifier.name == "gene" && coding.gene.empty())
            coding.gene = value;
        else if (qualifier.name == "locus_tag" && coding.locus_tag.empty())
            coding.locus_tag = value;
        else if (qualifier.name == "product")
            coding.product = coding.product.empty() ? value : coding.product;
        else if (qualifier.name == "pseudo" || qualifier.name == "pseudogene")
            coding.pseudo = true;
        else if (qualifier.name == "codon_start")
            coding.phase = value == "2" ? 1 : value == "3" ? 2 : 0;
        else if (qualifier.name == "gene_synonym")
            add_synonyms(coding, value, ";,");
        else if (qualifier.name == "db_xref")
            add_cross_reference(coding, value);
        else if (qualifier.name == "note" && !feature.is_coding())
            add_noted_synonyms(coding, value);
        else if (qualifier.name != "note")
            add_synonym(coding, value);
    }
    return coding;
}

void FeatureReader::add_gene(const Feature& feature) {
    domain::CodingSequence names = names_of(feature);
    if (const std::string key = key_of(names); !key.empty()) genes_.try_emplace(key, std::move(names));
}

void FeatureReader::add_coding(const Feature& feature, const Location& location) {
    domain::CodingSequence coding = names_of(feature);
    coding.partial = location.partial;
    // Trans-spliced genes lie on both strands: each run of one strand is a coding sequence of its own.
    for (std::size_t begin = 0; begin < location.parts.size();) {
        std::size_t end = begin;
        while (end < location.parts.size() && location.parts[end].strand == location.parts[begin].strand)
            ++end;
        domain::CodingSequence run = coding;
        if (begin > 0) run.phase = 0;
        run.partial |= begin > 0 || end < location.parts.size();
        run.strand = location.parts[begin].strand;
        run.parts = join_across_origin({location.parts.begin() + static_cast<std::ptrdiff_t>(begin),
                                        location.parts.begin() + static_cast<std::ptrdiff_t>(end)},
                                       0, length_, circular_);
        coding_.push_back(std::move(run));
        begin = end;
    }
}

std::vector<domain::CodingSequence> FeatureReader::take(domain::ContigId contig) {
    for (domain::CodingSequence& coding : coding_)
        for (domain::Interval& part : coding.parts) part.contig = contig;
    return std::exchange(coding_, {});
}

}  // namespace strandline::formats
