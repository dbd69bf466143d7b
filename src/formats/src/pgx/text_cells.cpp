#include "text_cells.hpp"

#include <algorithm>
#include <charconv>
#include <climits>
#include <cstring>

namespace strandline::formats {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// One copy, "." or a number, taken off `text`; false where it is neither.
bool take_copy(std::string_view& text, std::size_t alleles, std::uint8_t& code) {
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        code = 0;
        return true;
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value >= alleles) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    code = static_cast<std::uint8_t>((value + 1) << 1);
    return true;
}

PgxCellSlip read_genotype(std::string_view text, std::size_t alleles, std::uint8_t* into) {
    const std::string_view whole = text;
    const PgxCellSlip wrong{"clinic.genotype", "is none", whole};
    if (text.starts_with('|') || text.starts_with('/')) text.remove_prefix(1);  // VCF 4.4
    if (!take_copy(text, alleles, into[0])) return wrong;
    into[1] = gt_end;
    if (text.empty()) return {};
    if (text.front() != '|' && text.front() != '/') return wrong;
    const bool phased = text.front() == '|';
    text.remove_prefix(1);
    if (!take_copy(text, alleles, into[1])) return wrong;
    if (phased) into[1] |= 1;
    if (text.empty()) return {};
    if (text.front() == '|' || text.front() == '/')
        return {"clinic.ploidy", "has more than two copies", whole};
    return wrong;
}

/// Entry `which` of a cell; empty, at the cell's end, where it is left off: errors ask for its place.
std::string_view entry(std::string_view cell, int which) {
    for (; which > 0; --which) {
        const std::size_t colon = cell.find(':');
        if (colon == std::string_view::npos) return cell.substr(cell.size());
        cell.remove_prefix(colon + 1);
    }
    return cell.substr(0, cell.find(':'));
}

std::int32_t number(std::string_view text) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? value : INT32_MIN;
}

struct NumberColumn {
    int key;
    std::vector<std::int32_t>* into;
};

}  // namespace

PgxKeys keys_of(std::string_view format) {
    PgxKeys keys;
    for (int i = 0; !format.empty(); ++i) {
        const std::string_view key = format.substr(0, format.find(':'));
        if (key == "GT") keys.gt = i;
        if (key == "PS") keys.phase_set = i;
        if (key == "DP") keys.depth = i;
        if (key == "MIN_DP") keys.least_depth = i;
        if (key == "GQ") keys.quality = i;
        format.remove_prefix(std::min(key.size() + 1, format.size()));
    }
    return keys;
}

PgxCellSlip read_cells(std::string_view cells, const PgxKeys& keys, const std::vector<std::int32_t>& slots,
                       std::size_t wanted, bool depths, PgxRecord& into) {
    NumberColumn numbers[4] = {{keys.phase_set, &into.phase_sets},
                               {depths ? keys.depth : -1, &into.depths},
                               {depths ? keys.least_depth : -1, &into.least_depths},
                               {depths ? keys.quality : -1, &into.qualities}};
    bool any_number = false;
    for (const NumberColumn& column : numbers) {
        column.into->assign(column.key < 0 ? 0 : wanted, INT32_MIN);
        any_number = any_number || column.key >= 0;
    }
    into.genotyped = keys.gt >= 0;
    into.kept.resize(2 * wanted);
    const std::size_t alleles = into.alleles.size();
    const char* at = cells.data();
    const char* const end = at + cells.size();
    const bool plain = keys.gt == 0 && !any_number;
    for (std::size_t sample = 0; sample < slots.size(); ++sample) {
        if (at > end) return {"vcf.columns", "few", {}};
        const std::int32_t slot = slots[sample];
        std::uint8_t* const codes =
            slot < 0 ? nullptr : into.kept.data() + 2 * static_cast<std::size_t>(slot);
        // Nearly every cell: two digits and what parts them.
        if (plain && codes && end - at >= 3 && is_digit(at[0]) && is_digit(at[2]) &&
            (at[1] == '|' || at[1] == '/') && (end - at == 3 || at[3] == '\t') &&
            static_cast<std::size_t>(at[0] - '0') < alleles &&
            static_cast<std::size_t>(at[2] - '0') < alleles) {
            codes[0] = static_cast<std::uint8_t>((at[0] - '0' + 1) << 1);
            codes[1] = static_cast<std::uint8_t>((at[2] - '0' + 1) << 1 | (at[1] == '|'));
            at += 4;
            continue;
        }
        const void* tab = at < end ? std::memchr(at, '\t', static_cast<std::size_t>(end - at)) : nullptr;
        const char* const stop = tab ? static_cast<const char*>(tab) : end;
        const std::string_view cell(at, static_cast<std::size_t>(stop - at));
        at = stop + 1;
        if (!codes) continue;
        if (into.genotyped)
            if (const auto slip = read_genotype(entry(cell, keys.gt), alleles, codes); slip.what) return slip;
        if (!any_number) continue;
        for (const NumberColumn& column : numbers)
            if (column.key >= 0)
                (*column.into)[static_cast<std::size_t>(slot)] = number(entry(cell, column.key));
    }
    if (at <= end) return {"vcf.columns", "many", {}};
    into.genotypes = into.kept.data();
    return {};
}

}  // namespace strandline::formats
