#pragma once

#include <string>
#include <string_view>

namespace strandline::clinic {

/// HTML of others, one piece at a time. Entities are decoded; comments, scripts and the like are left out
/// with all that they hold; what only looks like a tag ("<200 ng/mL") is text.
class MarkupReader {
public:
    enum class Piece { text, open, close, end };
    explicit MarkupReader(std::string_view source) : rest_(source) {}

    Piece next();
    const std::string& text() const { return text_; }  // of a piece of text: plain
    std::string_view tag() const { return tag_; }      // of a tag: in small letters
    /// The value of an attribute of the tag that was read; empty where it has none.
    std::string attribute(std::string_view name) const;

private:
    bool read_tag(Piece& piece);
    void skip_content();

    std::string_view rest_, attributes_;
    std::string text_, tag_, pending_tag_;
    Piece pending_ = Piece::text;
};

}  // namespace strandline::clinic
