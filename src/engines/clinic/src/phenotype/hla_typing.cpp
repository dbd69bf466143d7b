#include "phenotype/hla_typing.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Two or three digits, as each field of an allele's name has at its beginning.
bool is_field(std::string_view text) {
    return (text.size() == 2 || text.size() == 3) && std::ranges::all_of(text, is_digit);
}

/// The allele's name behind its gene, "*57:01:01" to "*57:01"; nothing where it is none of the gene.
std::optional<std::string> two_fields(std::string_view gene, std::string_view name) {
    const std::size_t star = name.find('*');
    const std::string_view prefix = name.substr(0, star == std::string_view::npos ? 0 : star);
    const bool is_of_gene = prefix.empty() || prefix == gene || prefix == gene.substr(gene.find('-') + 1);
    if (!is_of_gene) return std::nullopt;
    if (star != std::string_view::npos) name.remove_prefix(star + 1);
    std::string_view suffix;
    if (!name.empty() && std::string_view("NLSCAQGP").find(name.back()) != std::string_view::npos) {
        suffix = name.substr(name.size() - 1);
        name.remove_suffix(1);
    }
    const std::vector<std::string_view> fields = split(name, ':');
    if (fields.size() > 4 || !std::ranges::all_of(fields, is_field)) return std::nullopt;
    if (fields.size() == 1 && (star == std::string_view::npos || !suffix.empty())) return std::nullopt;
    std::string made = format("*{}", fields[0]);
    if (fields.size() > 1) made += format(":{}", fields[1]);
    return suffix == "N" ? made + "N" : made;
}

/// Two alleles are parted by / or, in GL strings, by +; statements by commas.
std::vector<std::string> parts_of(std::string_view text) {
    std::string all(text);
    std::ranges::replace_if(all, [](char c) { return c == '+' || c == ',' || c == ';'; }, '/');
    std::vector<std::string> parts;
    for (const std::string_view part : split(all, '/')) parts.emplace_back(trim(part));
    return parts;
}

bool is_in(const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) != all.end();
}

bool is_open_field(const std::vector<std::string>& alleles, const std::string& asked) {
    return std::ranges::any_of(alleles, [&](const std::string& allele) {
        return allele.find(':') == std::string::npos && asked.starts_with(allele + ":");
    });
}

}  // namespace

HlaTyping read_hla_typing(std::string_view gene, std::string_view text) {
    HlaTyping made;
    for (const std::string& part : parts_of(text)) {
        std::string_view name = part;
        const bool is_positive = lower(part).ends_with(" positive");
        const bool is_negative = lower(part).ends_with(" negative");
        if (is_positive || is_negative)
            name = trim(name.substr(0, name.size() - std::string_view(" positive").size()));
        const auto allele = two_fields(gene, name);
        if (!allele) {
            made.unread.push_back(part);
            continue;
        }
        made.has_statements = made.has_statements || is_positive || is_negative;
        made.was_shortened = made.was_shortened || std::ranges::count(name, ':') > 1;
        (is_negative ? made.absent : made.alleles).push_back(*allele);
    }
    return made;
}

std::optional<bool> HlaTyping::has(const std::string& allele) const {
    if (is_in(alleles, allele)) return true;
    if (is_in(absent, allele)) return false;
    const bool is_whole = !has_statements && unread.empty() && alleles.size() <= 2;
    if (!is_whole || is_open_field(alleles, allele)) return std::nullopt;
    return false;
}

std::string HlaTyping::reason(const std::string& allele) const {
    if (!unread.empty())
        return format("'{}' is no allele of the gene, which leaves {} open", unread.front(), allele);
    if (is_open_field(alleles, allele)) return format("typed to one field, which leaves {} open", allele);
    if (has_statements) return format("nothing is told of {}", allele);
    return format("more than two alleles, which leaves {} open", allele);
}

}  // namespace strandline::clinic
