#include "vcf_genotypes.hpp"

#include "variants_backend.hpp"

#include <cstdint>
#include <cstring>

namespace strandline::formats {
namespace {

/// "0|0" or "0/0" at `at`, with what must end it.
bool is_reference_pair(const char* at, const char* end) {
    if (end - at < 3 || at[0] != '0' || at[2] != '0' || (at[1] != '|' && at[1] != '/')) return false;
    return end - at == 3 || at[3] == '\t' || at[3] == ':';
}

std::string_view sub_cell(std::string_view cell, std::size_t key) {
    for (; key > 0; --key) {
        const std::size_t colon = cell.find(':');
        if (colon == std::string_view::npos) return {};
        cell.remove_prefix(colon + 1);
    }
    return cell.substr(0, cell.find(':'));
}

/// One allele of a genotype, which is left behind `text`; nothing when it is none.
std::optional<std::int16_t> take_code(std::string_view& text, std::size_t alternates) {
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        return domain::VariantRecord::missing;
    }
    std::uint32_t code = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 5; ++digits)
        code = code * 10 + static_cast<std::uint32_t>(text[digits] - '0');
    if (digits == 0 || code > alternates || code > INT16_MAX) return std::nullopt;
    text.remove_prefix(digits);
    return static_cast<std::int16_t>(code);
}

/// Appends the call of one genotype; what is wrong with it, or null.
const char* parse_call(std::string_view text, std::uint32_t sample, domain::VariantRecord& record) {
    domain::SampleCall call{sample, static_cast<std::uint32_t>(record.codes.size()), 0, true};
    if (text.starts_with('|') || text.starts_with('/')) text.remove_prefix(1);  // as VCF 4.4 may
    if (text.empty()) text = ".";
    bool all_reference = true;
    for (;;) {
        const auto code = take_code(text, record.alternates.size());
        if (!code) return "is no genotype of the record's alleles";
        if (++call.ploidy > most_copies) return "has more than 64 copies";
        record.codes.push_back(*code);
        all_reference = all_reference && *code == 0;
        if (text.empty()) break;
        if (text.front() == '/')
            call.phased = false;
        else if (text.front() != '|')
            return "is no genotype";
        text.remove_prefix(1);
    }
    if (all_reference && call.ploidy == 2)
        record.codes.resize(call.first);
    else
        record.calls.push_back(call);
    return nullptr;
}

}  // namespace

GenotypeSlip parse_genotypes(std::string_view cells, std::size_t samples, std::size_t key,
                             domain::VariantRecord& record) {
    const char* at = cells.data();
    const char* const end = at + cells.size();
    std::size_t sample = 0;
    for (; sample < samples && at <= end; ++sample) {
        // Most genotypes of most records are this one.
        if (key == 0 && is_reference_pair(at, end) && (end - at == 3 || at[3] == '\t')) {
            at += 4;
            continue;
        }
        const auto* tab =
            at < end ? static_cast<const char*>(std::memchr(at, '\t', static_cast<std::size_t>(end - at)))
                     : nullptr;
        const std::string_view cell(at, static_cast<std::size_t>((tab ? tab : end) - at));
        if (const char* wrong = parse_call(sub_cell(cell, key), static_cast<std::uint32_t>(sample), record))
            return {wrong, cell};
        at = (tab ? tab : end) + 1;
    }
    if (sample < samples) return {"few", {}};
    if (at <= end) return {"many", {}};
    return {};
}

}  // namespace strandline::formats
