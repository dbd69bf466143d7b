#pragma once

#include <strandline/base/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// Name spaces that models are written in.
enum class XmlSpace : unsigned char { none, other, core, fbc, groups, xhtml, math, rdf, biology, model };

/// Reads XML 1.0 with name spaces, one event after the other, without building a tree. UTF-8 only; a document
/// type with declarations of its own is refused. Names and values point into the text.
///
///     XmlReader in(text, "model.xml");
///     while (in.next()) if (in.is_start(XmlSpace::core, "species")) use(in.attribute("id"));
///     if (in.error()) …
class XmlReader {
public:
    enum class Event { start, end, text };

    XmlReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

    /// False at the end and at an error.
    bool next();
    const std::optional<Error>& error() const { return error_; }

    Event event() const { return event_; }
    XmlSpace space() const { return space_; }
    std::string_view name() const { return name_; }  // without prefix; of start and end
    std::string_view prefix() const { return prefix_; }
    int depth() const { return static_cast<int>(open_.size()); }  // of elements, the one begun included
    bool is_start(XmlSpace space, std::string_view name) const {
        return event_ == Event::start && space_ == space && name_ == name;
    }
    bool is_end(XmlSpace space, std::string_view name) const {
        return event_ == Event::end && space_ == space && name_ == name;
    }

    struct Attribute {
        std::string_view prefix, name, value;  // the value as it is written
    };
    const std::vector<Attribute>& attributes() const { return attributes_; }
    /// Decoded; nothing when absent. Attributes without a prefix only.
    std::optional<std::string> attribute(std::string_view name);
    /// With a prefix of this name space.
    std::optional<std::string> attribute(XmlSpace space, std::string_view name);
    XmlSpace space_of(std::string_view prefix) const;
    /// The uri of a prefix in force, "" when there is none.
    std::string_view uri_of(std::string_view prefix) const;

    /// Of a text event, decoded.
    std::string characters();
    /// Of the event, in the text.
    std::size_t offset() const { return begin_; }
    Place place() const { return place_at(begin_); }
    Place place_at(std::size_t offset) const;
    Place place_of(std::string_view part) const;

    /// At a start: moves past all that is inside, to its end.
    bool skip();
    /// At a start: all text inside, decoded, moving to its end.
    std::string inner_text();

private:
    struct Binding {
        int depth;
        std::string_view prefix, uri;
        XmlSpace space;
    };
    struct Open {
        std::string_view qualified, prefix, name;
        XmlSpace space;
    };

    bool stop(std::size_t offset, std::string_view what, std::string_view expected);
    bool skip_markup();
    bool start_tag();
    bool end_tag();
    bool attribute_list(std::size_t& at, bool& empty);
    void bind(std::string_view prefix, std::string_view uri);
    std::string decoded(std::string_view raw);

    std::string_view text_, file_;
    std::size_t at_ = 0, begin_ = 0;
    Event event_ = Event::text;
    XmlSpace space_ = XmlSpace::none;
    std::string_view name_, prefix_, raw_;
    bool is_cdata_ = false;
    bool ends_at_once_ = false;  // after an empty-element tag
    bool seen_root_ = false;
    std::vector<Attribute> attributes_;
    std::vector<Binding> bindings_;
    std::vector<Open> open_;
    std::optional<Error> error_;
};

}  // namespace strandline::formats
