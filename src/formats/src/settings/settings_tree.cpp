#include "settings/settings_tree.hpp"

#include <strandline/formats/dotted_names.hpp>

#include <toml++/toml.h>

#include <algorithm>

namespace strandline::formats {
namespace {

using Node = SettingsTable::Node;

constexpr std::size_t largest_file = 4 << 20;
/// Every entry keeps its line to show it; longer ones would take memory by the square of their length.
constexpr std::size_t longest_kept_line = 1000;

Place place_of(const SettingsTable::State& state, const toml::source_region& region, std::int64_t length = 0,
               std::size_t longest_line = longest_kept_line) {
    Place place{
        .file = state.name, .line = region.begin.line, .column = region.begin.column, .length = length};
    if (place.line > 0 && static_cast<std::size_t>(place.line) <= state.lines.size()) {
        const std::string& line = state.lines[static_cast<std::size_t>(place.line) - 1];
        if (line.size() <= longest_line) place.source_line = line;
    }
    if (length == 0 && region.end.line == region.begin.line)
        place.length = static_cast<std::int64_t>(region.end.column) - region.begin.column;
    return place;
}

Node read_node(const SettingsTable::State& state, const toml::node& from, std::string path);

/// The parser sorts names; people's order is that of the file.
void read_entries(const SettingsTable::State& state, const toml::table& table, Node& node) {
    struct Entry {
        Place place;
        std::string name;
        const toml::node* value;
    };
    std::vector<Entry> entries;
    for (const auto& [key, value] : table)
        entries.push_back({place_of(state, key.source(), static_cast<std::int64_t>(key.str().size())),
                           std::string(key.str()), &value});
    std::ranges::stable_sort(entries, {},
                             [](const Entry& e) { return std::pair(e.place.line, e.place.column); });
    for (Entry& entry : entries) {
        std::string path = node.path.empty() ? entry.name : node.path + "." + entry.name;
        node.entries.push_back({entry.name, read_node(state, *entry.value, std::move(path))});
        node.key_places.push_back(std::move(entry.place));
    }
}

Node read_node(const SettingsTable::State& state, const toml::node& from, std::string path) {
    Node node;
    node.path = std::move(path);
    node.place = place_of(state, from.source());
    if (const auto* table = from.as_table()) {
        node.kind = Node::Kind::table;
        read_entries(state, *table, node);
    } else if (const auto* list = from.as_array()) {
        node.kind = Node::Kind::list;
        for (const toml::node& item : *list)
            node.items.push_back(
                read_node(state, item, node.path + "." + std::to_string(node.items.size() + 1)));
    } else if (const auto* text = from.as_string()) {
        node.kind = Node::Kind::text;
        node.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
        node.kind = Node::Kind::number;
        node.integer = true;
        node.number = static_cast<double>(integer->get());
    } else if (const auto* number = from.as_floating_point()) {
        node.kind = Node::Kind::number;
        node.number = number->get();
    } else if (const auto* flag = from.as_boolean()) {
        node.kind = Node::Kind::flag;
        node.flag = flag->get();
    } else {
        node.kind = Node::Kind::other;
    }
    return node;
}

Result<void> check_bounds(const std::string& text, const SettingsTable::State& state) {
    if (text.size() > largest_file)
        return fail(Error::input("settings.large", "the file is too large for settings")
                        .at({.file = state.name})
                        .expected("at most {} bytes", largest_file)
                        .found("{} bytes", text.size())
                        .mend("check that this is the file you mean, or split it"));
    const auto dot = too_deep_name(text);
    if (!dot) return {};
    const std::size_t begin = text.rfind('\n', *dot) + 1;
    return fail(
        Error::input("settings.depth", "a name has too many parts")
            .at({.file = state.name,
                 .line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*dot), '\n'),
                 .column = static_cast<std::int64_t>(*dot - begin) + 1})
            .expected("at most {} names with dots between", most_dotted_names)
            .mend("make the structure flatter"));
}

}  // namespace

SettingsTable::Node::Node() = default;
SettingsTable::Node::Node(const Node&) = default;
SettingsTable::Node::Node(Node&&) noexcept = default;
SettingsTable::Node& SettingsTable::Node::operator=(const Node&) = default;
SettingsTable::Node& SettingsTable::Node::operator=(Node&&) noexcept = default;
SettingsTable::Node::~Node() = default;

const Node* SettingsTable::Node::find(std::string_view name) const {
    for (const auto& [key, value] : entries)
        if (key == name) return &value;
    return nullptr;
}

Result<void> parse_settings(const std::string& text, SettingsTable::State& state) {
    STRANDLINE_CHECK(check_bounds(text, state));
    for (const std::string_view line : split(text, '\n')) {
        state.lines.emplace_back(line);
        if (state.lines.back().ends_with('\r')) state.lines.back().pop_back();
    }
    try {
        const toml::table root = toml::parse(text, state.name);
        state.root.kind = Node::Kind::table;
        state.root.place = {.file = state.name};
        read_entries(state, root, state.root);
    } catch (const toml::parse_error& error) {
        const std::string what(error.description());
        const bool twice = what.find("redefine") != std::string::npos;
        return fail(
            Error::input("settings.syntax", "{}", twice ? "this name is given twice" : "not valid TOML")
                .at(place_of(state, error.source(), 0, std::string::npos))
                .found("{}", what)
                .mend("{}", twice ? "keep one of the two"
                                  : "texts and quantities stand in quotation marks: volume = \"2 L\""));
    }
    return {};
}

}  // namespace strandline::formats
