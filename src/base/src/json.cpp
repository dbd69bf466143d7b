#include <strandline/base/json.hpp>

#include "json_members.hpp"

#include <algorithm>
#include <cmath>

namespace strandline {

namespace {

constexpr double largest_integer = 9007199254740992.0;  // 2^53

using MemberOrder = std::vector<const Json::Member*>;

MemberOrder by_name(const Json::Members& members) {
    MemberOrder order;
    order.reserve(members.size());
    for (const Json::Member& member : members) order.push_back(&member);
    std::sort(order.begin(), order.end(), [](const Json::Member* a, const Json::Member* b) {
        const int compared = a->first.compare(b->first);
        return compared != 0 ? compared < 0 : a < b;  // equal names in their order
    });
    return order;
}

bool same_members(const Json::Members& a, const Json::Members& b) {
    if (a.size() != b.size()) return false;
    const MemberOrder in_a = by_name(a);
    const MemberOrder in_b = by_name(b);
    return std::equal(in_a.begin(), in_a.end(), in_b.begin(),
                      [](const Json::Member* x, const Json::Member* y) { return *x == *y; });
}

constexpr std::size_t few_members = 16;  // so few are compared each with each, without a sorted copy

}  // namespace

std::optional<DuplicateName> find_duplicate_name(const Json::Members& members) {
    if (members.size() <= few_members) {
        for (std::size_t second = 1; second < members.size(); ++second)
            for (std::size_t first = 0; first < second; ++first)
                if (members[first].first == members[second].first) return DuplicateName{first, second};
        return std::nullopt;
    }
    MemberOrder order = by_name(members);
    std::optional<DuplicateName> found;
    const auto position = [&](const Json::Member* member) {
        return static_cast<std::size_t>(member - members.data());
    };
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (order[i - 1]->first != order[i]->first) continue;
        const std::size_t second = position(order[i]);
        if (!found || second < found->second) found = DuplicateName{position(order[i - 1]), second};
    }
    return found;
}

Json::Json(double value) : value_(value) { STRANDLINE_ASSERT(std::isfinite(value)); }

Json::Json(std::int64_t value) : value_(static_cast<double>(value)) {
    STRANDLINE_ASSERT(value >= -(std::int64_t{1} << 53) && value <= std::int64_t{1} << 53);
}

Json::Json(std::uint64_t value) : value_(static_cast<double>(value)) {
    STRANDLINE_ASSERT(value <= std::uint64_t{1} << 53);
}

Json::Json(std::string value) : value_(std::move(value)) { STRANDLINE_ASSERT(is_valid_utf8(string())); }

Json Json::array(Array items) {
    Json json;
    json.value_ = std::move(items);
    return json;
}

Json Json::object(Members members) {
    STRANDLINE_ASSERT(!find_duplicate_name(members));
    for (const Member& member : members) STRANDLINE_ASSERT(is_valid_utf8(member.first));
    Json json;
    json.value_ = std::move(members);
    return json;
}

bool Json::is_integer() const {
    const double* value = std::get_if<double>(&value_);
    return value && std::trunc(*value) == *value && std::abs(*value) <= largest_integer;
}

std::int64_t Json::integer() const {
    STRANDLINE_ASSERT(is_integer());
    return static_cast<std::int64_t>(number());
}

void Json::push_back(Json item) {
    if (is_null()) value_ = Array{};
    STRANDLINE_ASSERT(is_array());
    items().push_back(std::move(item));
}

Json& Json::set(std::string name, Json value) {
    STRANDLINE_ASSERT(is_valid_utf8(name));
    if (is_null()) value_ = Members{};
    STRANDLINE_ASSERT(is_object());
    auto& members = std::get<Members>(value_);
    for (Member& member : members) {
        if (member.first == name) {
            member.second = std::move(value);
            return *this;
        }
    }
    members.emplace_back(std::move(name), std::move(value));
    return *this;
}

const Json* Json::find(std::string_view name) const {
    if (!is_object()) return nullptr;
    for (const Member& member : members())
        if (member.first == name) return &member.second;
    return nullptr;
}

const Json& Json::at(std::string_view name) const {
    const Json* found = find(name);
    STRANDLINE_ASSERT(found != nullptr);
    return *found;
}

bool Json::operator==(const Json& other) const {
    if (is_object() && other.is_object()) return same_members(members(), other.members());
    return value_ == other.value_;
}

}  // namespace strandline
