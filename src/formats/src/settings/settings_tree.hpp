#pragma once

#include <strandline/base/json.hpp>
#include <strandline/formats/settings.hpp>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace strandline::formats {

/// A value of the file with its place, free of the parser's types.
struct SettingsTable::Node {
    enum class Kind : std::uint8_t { nothing, number, text, flag, list, table, other };
    Kind kind = Kind::nothing;  // nothing: the stand-in for a table that is missing
    double number = 0;
    bool integer = false;
    bool flag = false;
    std::string text, path;
    Place place;
    std::vector<Node> items;
    struct Entry;
    std::vector<Entry> entries;     // in the order of the file
    std::vector<Place> key_places;  // one an entry

    // Where entries are complete.
    Node();
    Node(const Node&);
    Node(Node&&) noexcept;
    Node& operator=(const Node&);
    Node& operator=(Node&&) noexcept;
    ~Node();

    const Node* find(std::string_view name) const;
};

struct SettingsTable::Node::Entry {
    std::string name;
    Node value;
};

struct SettingsTable::State {
    std::string name;
    std::filesystem::path folder;
    std::vector<std::string> lines;
    Node root;
    std::string currency = "USD";
    std::map<std::string, Json, std::less<>> given;
    /// Names that were asked for, by table; and the tables that were looked into.
    std::map<const Node*, std::set<std::string, std::less<>>> asked;
    std::vector<Error> errors;
};

/// The text of a file as a tree; "settings.syntax", "settings.depth", "settings.large".
Result<void> parse_settings(const std::string& text, SettingsTable::State& state);

}  // namespace strandline::formats
