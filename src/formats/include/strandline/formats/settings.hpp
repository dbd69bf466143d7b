#pragma once

#include <strandline/base/error.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/formula.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::formats {

/// What a number may be, in the unit asked for.
struct Allowed {
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool above_least = false;  // least itself is not allowed
};
inline constexpr Allowed positive{.least = 0, .above_least = true};
inline constexpr Allowed not_negative{.least = 0};
inline constexpr Allowed fraction{.least = 0, .most = 1};

/// A number with all that was said of it. In the file either "2.5 L/h", or
/// { value = "2.5 L/h", source = "Varma 1994", low = "2 L/h", high = "3 L/h", distribution = "triangular" },
/// or taken from a result: { from = "feed", at = "/final/product_g", unit = "g", spread = 0.2 }. `spread`
/// says low and high as a share of the value.
struct Figure {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::optional<double> low, high;  // both or none; low <= value <= high
    std::string distribution;         // triangular where low and high are given and nothing is said
    std::string source;               // where it comes from, or "assumed"; empty where nothing is said
    std::string path;                 // "media.glucose.price"
    std::string unit;                 // that of the numbers above
    Place place;
};

class SettingsDocument;

/// A table of a settings file. What is asked for and is missing or wrong is noted in the document, and a
/// stand-in comes back (NaN, 0, "", an empty table), so that a reader goes on and all slips are told at once
/// by SettingsDocument::finish. Valid as long as the document.
///
/// Units are UCUM; a number with a unit is written as text ("2 L"). A unit that begins with "$" is money of
/// the document's currency: for "$/kg" the file says "0.45 USD/kg" (also kUSD, MUSD).
class SettingsTable {
public:
    bool has(std::string_view name) const;
    /// Names of the entries in the order of the file. Asking for them counts for none as known.
    std::vector<std::string> names() const;
    const std::string& path() const;  // "vessel.large"; empty for the whole file
    Place place() const;
    Place place(std::string_view name) const;  // of an entry, else of the table

    double quantity(std::string_view name, std::string_view unit, Allowed allowed = {}) const;
    double quantity_or(std::string_view name, std::string_view unit, double otherwise,
                       Allowed allowed = {}) const;
    std::optional<double> quantity_if(std::string_view name, std::string_view unit,
                                      Allowed allowed = {}) const;
    /// The same with source and spread.
    Figure figure(std::string_view name, std::string_view unit, Allowed allowed = {}) const;
    std::optional<Figure> figure_if(std::string_view name, std::string_view unit, Allowed allowed = {}) const;
    /// One quantity a place of the array.
    std::vector<double> quantities(std::string_view name, std::string_view unit, Allowed allowed = {}) const;

    std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most) const;
    std::int64_t integer_or(std::string_view name, std::int64_t otherwise, std::int64_t least,
                            std::int64_t most) const;
    bool flag_or(std::string_view name, bool otherwise) const;
    std::string text(std::string_view name) const;
    std::string text_or(std::string_view name, std::string_view otherwise) const;
    std::vector<std::string> texts(std::string_view name) const;  // none where it is missing
    /// One of these words; the error names the nearest.
    std::string choice(std::string_view name, const std::vector<std::string>& words) const;
    std::string choice_or(std::string_view name, std::string_view otherwise,
                          const std::vector<std::string>& words) const;
    /// In the grammar of PEtab's maths: "k1 * S / (K + S)". A plain number is one, too.
    domain::Formula formula(std::string_view name) const;
    std::optional<domain::Formula> formula_if(std::string_view name) const;

    SettingsTable table(std::string_view name) const;
    std::optional<SettingsTable> table_if(std::string_view name) const;
    /// [[name]] entries; none where it is missing.
    std::vector<SettingsTable> tables(std::string_view name) const;
    /// [name.KEY] tables with their keys, in the order of the file; none where it is missing.
    std::vector<std::pair<std::string, SettingsTable>> named_tables(std::string_view name) const;

    /// Notes an error that only the caller can see, at its own place or else the table's.
    void refuse(Error error) const;

    struct Node;
    struct State;

private:
    friend class SettingsDocument;
    SettingsTable(std::shared_ptr<State> state, const Node* node) : state_(std::move(state)), node_(node) {}
    std::string full(std::string_view name) const;
    const Node* ask(std::string_view name) const;
    const Node* demand(std::string_view name, std::string_view expected) const;
    void refuse_kind(const Node& node, std::string_view expected) const;
    std::int64_t whole(const Node& node, std::int64_t least, std::int64_t most) const;
    std::optional<double> in_unit(const Node& node, double value, std::string_view written,
                                  std::string_view unit) const;
    std::optional<double> read_number(const Node& node, std::string_view unit) const;
    std::optional<double> read_given(const SettingsTable& form, const Node& node, std::string_view unit,
                                     Figure& figure) const;
    void read_spread(const SettingsTable& form, Figure& figure) const;
    Figure read_figure(const Node& node, std::string_view unit, const Allowed& allowed) const;

    std::shared_ptr<State> state_;
    const Node* node_;
};

/// A TOML file of settings: every entry has its place, numbers have units, what nobody asks for is an error.
///
///     STRANDLINE_TRY(auto file, SettingsDocument::read(call.input("vessels")));
///     const double volume = file.root().table("vessel").quantity("volume", "L", positive);
///     STRANDLINE_CHECK(file.finish());
class SettingsDocument {
public:
    /// "settings.syntax" and "settings.depth" with line and column; "settings.large".
    static Result<SettingsDocument> read(const Source& source);
    SettingsTable root() const;
    /// The three letters that stand for "$", ISO 4217; "USD" until it is set.
    void set_currency(std::string code);
    /// JSON that figures may be taken from: `from = "feed"` is the one given as "feed". `at` is a JSON
    /// pointer (RFC 6901) to a number, in `unit`.
    void give(std::string name, Json json);
    /// The path of a file that the settings name, relative to their own.
    std::string beside(std::string_view file) const;
    /// All slips so far, and entries that were never asked for, with the nearest names that were.
    Result<void> finish() const;

private:
    explicit SettingsDocument(std::shared_ptr<SettingsTable::State> state) : state_(std::move(state)) {}
    std::shared_ptr<SettingsTable::State> state_;
};

}  // namespace strandline::formats
