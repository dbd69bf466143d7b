#pragma once

#include <strandline/base/error.hpp>

#include <string>
#include <string_view>
#include <unordered_map>

namespace strandline::formats {

/// Names seen so far in a file and where they stood: each may be there only once.
class NamesSeen {
public:
    void add(std::string_view name, const Place& place, Errors& errors, std::string code) {
        const auto [first, is_new] = places_.try_emplace(std::string(name), place);
        if (is_new) return;
        Error error = Error::input(std::move(code), "the name '{}' is there twice", name)
                          .at(place)
                          .expected("a name of its own for each")
                          .found("'{}' again", name)
                          .mend("rename or remove one of the two");
        error.also_at(first->second);
        errors.add(std::move(error));
    }

private:
    std::unordered_map<std::string, Place> places_;
};

}  // namespace strandline::formats
