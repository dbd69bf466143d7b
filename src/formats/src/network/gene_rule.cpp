#include <strandline/formats/network.hpp>

#include <strandline/base/text.hpp>

#include <utility>

namespace strandline::formats {
namespace {

using domain::GeneRule;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Recursive descent over `or` of `and` of genes and parentheses.
class RuleParser {
public:
    RuleParser(std::string_view text, const std::function<std::int32_t(std::string_view)>& gene,
               const Place& place)
        : text_(text), gene_(gene), place_(place) {}

    Result<GeneRule> parse() {
        skip();
        if (text_.empty()) return GeneRule{};
        STRANDLINE_TRY(GeneRule rule, chain(GeneRule::Kind::any_of, 0));
        skip();
        if (!text_.empty())
            return fail(error("the rule goes on where it should end")
                            .found("'{}'", printable(text_.substr(0, 20)))
                            .mend("add the missing 'and' or 'or', or remove the rest"));
        return rule;
    }

private:
    static constexpr int most_nested = 200;

    Error error(std::string_view what) const {
        return Error::input("model.rule", "{}", what)
            .at(place_)
            .expected("gene ids joined by 'and', 'or' and parentheses");
    }

    void skip() {
        while (!text_.empty() && is_blank(text_.front())) text_.remove_prefix(1);
    }

    std::string_view word() const {
        std::size_t end = 0;
        while (end < text_.size() && !is_blank(text_[end]) &&
               std::string_view("()&|").find(text_[end]) == std::string_view::npos)
            ++end;
        return text_.substr(0, end);
    }

    bool take(GeneRule::Kind kind) {
        skip();
        const char sign = kind == GeneRule::Kind::all_of ? '&' : '|';
        if (!text_.empty() && text_.front() == sign) {
            while (!text_.empty() && text_.front() == sign) text_.remove_prefix(1);
            return true;
        }
        const std::string_view next = word();
        if (lower(next) != (kind == GeneRule::Kind::all_of ? "and" : "or")) return false;
        text_.remove_prefix(next.size());
        return true;
    }

    Result<GeneRule> chain(GeneRule::Kind kind, int depth) {
        GeneRule whole{kind, -1, {}};
        do {
            Result<GeneRule> part =
                kind == GeneRule::Kind::any_of ? chain(GeneRule::Kind::all_of, depth) : operand(depth);
            if (!part) return part;
            if (part->kind == kind)
                for (GeneRule& inner : part->parts) whole.parts.push_back(std::move(inner));
            else
                whole.parts.push_back(std::move(*part));
        } while (take(kind));
        if (whole.parts.size() == 1) {
            GeneRule only = std::move(whole.parts.front());
            return only;
        }
        return whole;
    }

    Result<GeneRule> operand(int depth) {
        skip();
        if (text_.starts_with('(')) {
            if (depth == most_nested) return fail(error("parentheses are nested too deep"));
            text_.remove_prefix(1);
            STRANDLINE_TRY(GeneRule inner, chain(GeneRule::Kind::any_of, depth + 1));
            skip();
            if (!text_.starts_with(')'))
                return fail(error("a parenthesis is not closed")
                                .found("{}", text_.empty() ? std::string("the end")
                                                           : format("'{}'", printable(text_.substr(0, 20))))
                                .mend("add the missing ')'"));
            text_.remove_prefix(1);
            return inner;
        }
        const std::string_view id = word();
        const std::string as_lower = lower(id);
        if (id.empty() || as_lower == "and" || as_lower == "or")
            return fail(error("a gene is missing")
                            .found("{}", text_.empty() ? std::string("the end")
                                                       : format("'{}'", printable(text_.substr(0, 20))))
                            .mend("name the gene, or remove the 'and' or 'or'"));
        text_.remove_prefix(id.size());
        return GeneRule{GeneRule::Kind::gene, gene_(id), {}};
    }

    std::string_view text_;
    const std::function<std::int32_t(std::string_view)>& gene_;
    const Place& place_;
};

void append_rule(std::string& text, const GeneRule& rule, const domain::Network& network) {
    if (rule.kind == GeneRule::Kind::none) return;
    if (rule.kind == GeneRule::Kind::gene) {
        text += network.genes[static_cast<std::size_t>(rule.gene)].id;
        return;
    }
    const std::string_view joint = rule.kind == GeneRule::Kind::all_of ? " and " : " or ";
    for (std::size_t i = 0; i < rule.parts.size(); ++i) {
        if (i > 0) text += joint;
        const GeneRule& part = rule.parts[i];
        const bool wrapped = part.kind == GeneRule::Kind::all_of || part.kind == GeneRule::Kind::any_of;
        if (wrapped) text += '(';
        append_rule(text, part, network);
        if (wrapped) text += ')';
    }
}

}  // namespace

Result<GeneRule> parse_gene_rule(std::string_view text,
                                 const std::function<std::int32_t(std::string_view)>& gene,
                                 const Place& place) {
    return RuleParser(text, gene, place).parse();
}

std::string gene_rule_text(const GeneRule& rule, const domain::Network& network) {
    std::string text;
    append_rule(text, rule, network);
    return text;
}

}  // namespace strandline::formats
