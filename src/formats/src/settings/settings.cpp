#include "settings/settings_tree.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/petab.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::formats {

using Kind = SettingsTable::Node::Kind;

std::string_view what_it_is(const SettingsTable::Node& node) {
    switch (node.kind) {
    case Kind::number:
        return node.integer ? "a whole number" : "a number";
    case Kind::text:
        return "a text";
    case Kind::flag:
        return "true or false";
    case Kind::list:
        return "a list";
    case Kind::table:
        return "a table";
    default:
        return "a date or time";
    }
}

bool SettingsTable::has(std::string_view name) const {
    state_->asked[node_].emplace(name);
    return node_->find(name) != nullptr;
}

std::vector<std::string> SettingsTable::names() const {
    std::vector<std::string> names;
    for (const auto& [name, value] : node_->entries) names.push_back(name);
    return names;
}

const std::string& SettingsTable::path() const { return node_->path; }
Place SettingsTable::place() const { return node_->place; }
Place SettingsTable::place(std::string_view name) const {
    const Node* node = node_->find(name);
    return node ? node->place : node_->place;
}

void SettingsTable::refuse(Error error) const {
    if (error.place().file.empty()) error.at(node_->place);
    state_->errors.push_back(std::move(error));
}

std::string SettingsTable::full(std::string_view name) const {
    return node_->path.empty() ? std::string(name) : format("{}.{}", node_->path, name);
}

const SettingsTable::Node* SettingsTable::ask(std::string_view name) const {
    state_->asked[node_].emplace(name);
    return node_->find(name);
}

const SettingsTable::Node* SettingsTable::demand(std::string_view name, std::string_view expected) const {
    const Node* node = ask(name);
    if (!node && node_->kind != Kind::nothing) {
        const std::string where =
            node_->path.empty() ? "at the top of the file" : format("in [{}]", node_->path);
        refuse(Error::input("settings.missing", "{} is missing", full(name))
                   .expected("{} = {} {}", name, expected, where)
                   .candidates(nearest(name, names())));
    }
    return node;
}

void SettingsTable::refuse_kind(const Node& node, std::string_view expected) const {
    refuse(Error::input("settings.type", "{} is {}", node.path, what_it_is(node))
               .at(node.place)
               .expected("{}", expected));
}

std::int64_t SettingsTable::whole(const Node& node, std::int64_t least, std::int64_t most) const {
    const bool ok = node.kind == Kind::number && node.integer;
    if (!ok) {
        refuse_kind(node, "a whole number");
        return least;
    }
    const auto value = static_cast<std::int64_t>(node.number);
    if (value < least || value > most) {
        refuse(Error::input("settings.range", "{} is {}", node.path, value)
                   .at(node.place)
                   .expected("a whole number from {} to {}", least, most));
        return least;
    }
    return value;
}

std::int64_t SettingsTable::integer(std::string_view name, std::int64_t least, std::int64_t most) const {
    const Node* node = demand(name, "a whole number");
    return node ? whole(*node, least, most) : least;
}

std::int64_t SettingsTable::integer_or(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                       std::int64_t most) const {
    const Node* node = ask(name);
    return node ? whole(*node, least, most) : otherwise;
}

bool SettingsTable::flag_or(std::string_view name, bool otherwise) const {
    const Node* node = ask(name);
    if (!node) return otherwise;
    if (node->kind == Kind::flag) return node->flag;
    refuse_kind(*node, "true or false");
    return otherwise;
}

std::string SettingsTable::text(std::string_view name) const {
    const Node* node = demand(name, "a text");
    if (!node) return {};
    if (node->kind == Kind::text) return node->text;
    refuse_kind(*node, "a text in quotation marks");
    return {};
}

std::string SettingsTable::text_or(std::string_view name, std::string_view otherwise) const {
    return ask(name) ? text(name) : std::string(otherwise);
}

std::vector<std::string> SettingsTable::texts(std::string_view name) const {
    const Node* node = ask(name);
    if (!node) return {};
    if (node->kind == Kind::text) return {node->text};
    std::vector<std::string> texts;
    for (const Node& item : node->items) {
        if (item.kind == Kind::text)
            texts.push_back(item.text);
        else
            refuse_kind(item, "a text in quotation marks");
    }
    if (node->kind != Kind::list) refuse_kind(*node, "a list of texts");
    return texts;
}

std::string SettingsTable::choice(std::string_view name, const std::vector<std::string>& words) const {
    const Node* node = demand(name, format("one of {}", join(words, ", ")));
    if (!node) return words.front();
    if (node->kind != Kind::text || std::ranges::find(words, node->text) == words.end()) {
        refuse(Error::input(
                   "settings.choice", "{} is {}", node->path,
                   node->kind == Kind::text ? format("'{}'", node->text) : std::string(what_it_is(*node)))
                   .at(node->place)
                   .expected("one of {}", join(words, ", "))
                   .candidates(nearest(node->text, words)));
        return words.front();
    }
    return node->text;
}

std::string SettingsTable::choice_or(std::string_view name, std::string_view otherwise,
                                     const std::vector<std::string>& words) const {
    return ask(name) ? choice(name, words) : std::string(otherwise);
}

domain::Formula SettingsTable::formula(std::string_view name) const {
    const Node* node = demand(name, "an expression in quotation marks");
    if (!node) return domain::Formula::of(0.0);
    if (node->kind == Kind::number) return domain::Formula::of(node->number);
    if (node->kind != Kind::text) {
        refuse_kind(*node, "an expression in quotation marks");
        return domain::Formula::of(0.0);
    }
    auto formula = parse_petab_formula(node->text, node->place);
    if (formula) return std::move(*formula);
    refuse(formula.error());
    return domain::Formula::of(0.0);
}

std::optional<domain::Formula> SettingsTable::formula_if(std::string_view name) const {
    if (!ask(name)) return {};
    return formula(name);
}

SettingsTable SettingsTable::table(std::string_view name) const {
    static const Node absent;
    const Node* node = demand(name, "a table");
    if (node && node->kind != Kind::table) refuse_kind(*node, "a table");
    const bool there = node && node->kind == Kind::table;
    if (there) state_->asked[node];
    return {state_, there ? node : &absent};
}

std::optional<SettingsTable> SettingsTable::table_if(std::string_view name) const {
    if (!ask(name)) return {};
    return table(name);
}

std::vector<SettingsTable> SettingsTable::tables(std::string_view name) const {
    const Node* node = ask(name);
    if (!node) return {};
    std::vector<SettingsTable> tables;
    if (node->kind != Kind::list) refuse_kind(*node, format("tables of the form [[{}]]", full(name)));
    for (const Node& item : node->items) {
        if (item.kind != Kind::table)
            refuse_kind(item, "a table");
        else
            tables.push_back({state_, &item});
        state_->asked[&item];
    }
    return tables;
}

std::vector<std::pair<std::string, SettingsTable>> SettingsTable::named_tables(std::string_view name) const {
    const Node* node = ask(name);
    if (!node) return {};
    std::vector<std::pair<std::string, SettingsTable>> tables;
    if (node->kind != Kind::table) refuse_kind(*node, format("tables of the form [{}.NAME]", full(name)));
    for (const auto& [key, value] : node->entries) {
        state_->asked[node].insert(key);
        if (value.kind != Kind::table)
            refuse_kind(value, format("a table of the form [{}.NAME]", full(name)));
        else
            tables.emplace_back(key, SettingsTable(state_, &value));
        state_->asked[&value];
    }
    return tables;
}

Result<SettingsDocument> SettingsDocument::read(const Source& source) {
    STRANDLINE_TRY(const std::string text, source.read_all());
    auto state = std::make_shared<SettingsTable::State>();
    state->name = source.name();
    state->folder = source.path().parent_path();
    STRANDLINE_CHECK(parse_settings(text, *state));
    return SettingsDocument(std::move(state));
}

SettingsTable SettingsDocument::root() const {
    state_->asked[&state_->root];
    return {state_, &state_->root};
}

void SettingsDocument::set_currency(std::string code) { state_->currency = std::move(code); }
void SettingsDocument::give(std::string name, Json json) {
    state_->given.insert_or_assign(std::move(name), std::move(json));
}
std::string SettingsDocument::beside(std::string_view file) const { return (state_->folder / file).string(); }

namespace {

/// Entries of the tables that were looked into, which nobody asked for.
void unknown_entries(const SettingsTable::Node& node, const SettingsTable::State& state,
                     std::vector<Error>& errors) {
    for (const SettingsTable::Node& item : node.items) unknown_entries(item, state, errors);
    const auto asked = state.asked.find(&node);
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
        const auto& [name, value] = node.entries[i];
        if (asked != state.asked.end() && !asked->second.contains(name)) {
            const std::vector<std::string> known(asked->second.begin(), asked->second.end());
            auto near = nearest(name, known);
            const std::string where = node.path.empty() ? "this file" : format("[{}]", node.path);
            auto error =
                Error::input("settings.unknown", "'{}' means nothing here", name).at(node.key_places[i]);
            errors.push_back(near.empty() && !known.empty()
                                 ? std::move(error).expected("in {}: {}", where, join(known, ", "))
                                 : std::move(error).candidates(std::move(near)));
        } else {
            unknown_entries(value, state, errors);
        }
    }
}

}  // namespace

Result<void> SettingsDocument::finish() const {
    std::vector<Error> all = state_->errors;
    unknown_entries(state_->root, *state_, all);
    if (all.empty()) return {};
    std::ranges::stable_sort(all, {}, [](const Error& error) { return error.place().line; });
    Errors gathered;
    for (Error& error : all) gathered.add(std::move(error));
    return fail(gathered.take());
}

}  // namespace strandline::formats
