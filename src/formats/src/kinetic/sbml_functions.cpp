#include "sbml_functions.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace strandline::formats {
namespace {

class RingFinder {
public:
    explicit RingFinder(const std::vector<domain::KineticFunction>& functions)
        : functions_(functions), state_(functions.size(), State::unseen) {
        for (std::size_t i = 0; i < functions.size(); ++i) index_.emplace(functions[i].id, i);
    }

    std::vector<std::string> find() {
        for (std::size_t i = 0; i < functions_.size(); ++i)
            if (visit(i)) return ring_;
        return {};
    }

private:
    enum class State { unseen, open, done };

    /// True where a ring was found. As deep as functions call each other without a ring.
    bool visit(std::size_t at) {
        if (state_[at] == State::done) return false;
        path_.push_back(at);
        if (state_[at] == State::open) {
            for (auto each = std::ranges::find(path_, at); each != path_.end(); ++each)
                ring_.push_back(functions_[*each].id);
            return true;
        }
        state_[at] = State::open;
        bool found = false;
        if (functions_[at].body)
            each_part(*functions_[at].body, [&](const domain::Formula& part) {
                if (found || part.op != domain::Formula::Op::call) return;
                if (const auto called = index_.find(part.name); called != index_.end())
                    found = visit(called->second);
            });
        if (found) return true;
        state_[at] = State::done;
        path_.pop_back();
        return false;
    }

    const std::vector<domain::KineticFunction>& functions_;
    std::map<std::string, std::size_t> index_;
    std::vector<State> state_;
    std::vector<std::size_t> path_;
    std::vector<std::string> ring_;
};

}  // namespace

std::vector<std::string> ring_of_functions(const std::vector<domain::KineticFunction>& functions) {
    return RingFinder(functions).find();
}

}  // namespace strandline::formats
