#pragma once

#include "names_seen.hpp"

#include <strandline/base/result.hpp>
#include <strandline/domain/guide.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// Guides as they are read, with what holds for all of them: ids unique, spacers of one length.
class GuideList {
public:
    void add(std::string_view id, const Place& id_place, std::string_view spacer, const Place& spacer_place);
    void add(Error error) { errors_.add(std::move(error)); }
    bool full() const { return errors_.full(); }
    std::size_t size() const { return guides_.size(); }
    /// The guides, or what is wrong with them.
    Result<std::vector<domain::Guide>> take(const std::string& file) &&;

private:
    void other_length(std::size_t length, const Place& place);

    std::vector<domain::Guide> guides_;
    NamesSeen names_;
    Errors errors_;
    Place first_;
};

}  // namespace strandline::formats
