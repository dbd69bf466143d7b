#pragma once

#include <strandline/base/text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strandline {

/// Exit status of the command line, the same for every operation.
enum class Exit { done = 0, answer_is_no = 1, bad_input = 2, environment = 3, fault = 4, interrupted = 130 };

/// Where in what the user gave. Lines and columns count from 1; 0 means not known.
struct Place {
    std::string file;
    std::int64_t line = 0;
    std::int64_t column = 0;  // in bytes
    std::int64_t length = 0;  // bytes to underline from `column`; 0 or 1 is a single caret
    std::string record{};  // for formats that have no lines, or name their records: "contig chrIV", "leaf 12"
    std::string source_line{};  // the text of the line, without its end; shown with a caret
};

/// What went wrong, where, what was expected, what was found, and how to mend it.
///
///     return fail(Error::input("guide.length", "guide is {} nt", n)
///                     .at(place).expected("20 nt for SpCas9").found("{} nt", n)
///                     .mend("give the missing 5' bases, or name another --nuclease"));
///
/// Bad input and a bad environment travel as `Result`; a broken promise of our own is STRANDLINE_ASSERT.
class Error {
public:
    template <class... A>
    static Error input(std::string code, format_string<A...> what, A&&... a) {
        return {Exit::bad_input, std::move(code), format(what, std::forward<A>(a)...)};
    }
    template <class... A>
    static Error environment(std::string code, format_string<A...> what, A&&... a) {
        return {Exit::environment, std::move(code), format(what, std::forward<A>(a)...)};
    }
    /// A fault of ours that was noticed without an assert, such as an exception of a library.
    template <class... A>
    static Error fault(std::string code, format_string<A...> what, A&&... a) {
        return {Exit::fault, std::move(code), format(what, std::forward<A>(a)...)};
    }
    /// A solver or check says no: not wrong input, yet no result. Exit status 1.
    template <class... A>
    static Error no(std::string code, format_string<A...> what, A&&... a) {
        return {Exit::answer_is_no, std::move(code), format(what, std::forward<A>(a)...)};
    }
    static Error interrupted() { return {Exit::interrupted, "interrupted", "interrupted"}; }
    /// From errno of a failed system call: "cannot open X: permission denied".
    static Error from_errno(std::string code, int number, std::string_view doing, std::string_view path);

    Error& at(Place place) & {
        place_ = std::move(place);
        return *this;
    }
    Error&& at(Place place) && { return std::move(at(std::move(place))); }
    /// A second place that matters: the first of two duplicates.
    Error& also_at(Place place) & {
        also_place_ = std::move(place);
        return *this;
    }
    Error&& also_at(Place place) && { return std::move(also_at(std::move(place))); }
    template <class... A>
    Error&& expected(format_string<A...> text, A&&... a) && {
        expected_ = format(text, std::forward<A>(a)...);
        return std::move(*this);
    }
    template <class... A>
    Error&& found(format_string<A...> text, A&&... a) && {
        found_ = format(text, std::forward<A>(a)...);
        return std::move(*this);
    }
    template <class... A>
    Error&& mend(format_string<A...> text, A&&... a) && {
        mend_ = format(text, std::forward<A>(a)...);
        return std::move(*this);
    }
    Error&& candidates(std::vector<std::string> names) && {
        candidates_ = std::move(names);
        return std::move(*this);
    }

    Exit exit() const { return exit_; }
    const std::string& code() const { return code_; }
    const std::string& what() const { return what_; }
    const Place& place() const { return place_; }
    const std::optional<Place>& also_place() const { return also_place_; }
    const std::string& expected() const { return expected_; }
    const std::string& found() const { return found_; }
    const std::string& mend() const { return mend_; }
    const std::vector<std::string>& candidates() const { return candidates_; }
    /// Further errors found in the same reading; see `Errors`.
    const std::vector<Error>& more() const { return more_; }
    /// How many were found beyond those kept.
    std::uint64_t more_not_shown() const { return more_not_shown_; }

private:
    Error(Exit exit, std::string code, std::string what)
        : exit_(exit), code_(std::move(code)), what_(std::move(what)) {}
    friend class Errors;

    Exit exit_;
    std::string code_;
    std::string what_;
    Place place_;
    std::optional<Place> also_place_;
    std::string expected_, found_, mend_;
    std::vector<std::string> candidates_;
    std::vector<Error> more_;
    std::uint64_t more_not_shown_ = 0;
};

/// Gathers what is wrong in one file, so that nobody runs 300 times for 300 rows. Keeps the first 20.
class Errors {
public:
    static constexpr std::size_t most = 20;
    void add(Error error);
    bool any() const { return !kept_.empty(); }
    bool full() const { return kept_.size() >= most; }
    std::size_t count() const { return kept_.size() + static_cast<std::size_t>(dropped_); }
    /// All of them as one error, the first leading. Only when `any()`.
    Error take();

private:
    std::vector<Error> kept_;
    std::uint64_t dropped_ = 0;
};

enum class ErrorForm { text, json };

/// The one way an error is shown. Text is several lines ending in a line end; JSON is one line.
std::string render(const Error& error, ErrorForm form = ErrorForm::text);

[[noreturn]] void assert_failed(const char* condition, const char* file, int line);

}  // namespace strandline

/// A promise our own code makes. Kept in release builds; a broken one ends the program with status 4.
#define STRANDLINE_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::strandline::assert_failed(#condition, __FILE__, __LINE__))
