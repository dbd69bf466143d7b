#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>

#include <chrono>
#include <mutex>
#include <string>

namespace strandline::cli {

/// Words on standard error: log lines, and progress on one line where it is a terminal.
class Terminal final : public Listener {
public:
    struct Settings {
        bool json = false;
        LogLevel least = LogLevel::notice;  // what is less important is not shown
        bool progress = false;
    };
    explicit Terminal(Settings settings) : settings_(settings) {}
    ~Terminal() override { clear(); }

    void progress(std::string_view task, std::uint64_t done, std::uint64_t total) override;
    void log(LogLevel level, std::string_view text) override;
    void error(const Error& error);

private:
    void clear();
    void clear_locked();
    Settings settings_;
    std::mutex guard_;
    bool line_shown_ = false;
    std::chrono::steady_clock::time_point last_{};
};

/// Standard output. A closed or full one is an environment error.
class StandardOutput final : public Sink {
public:
    void write(std::string_view bytes) override;
    Result<void> status() const override;

private:
    mutable int failure_ = 0;
};

bool is_terminal(int descriptor);

/// Asks without showing what is typed. When `twice`, until both are the same (three tries).
Result<std::string> ask_passphrase(std::string_view prompt, bool twice);
/// The first line of a file.
Result<std::string> passphrase_from_file(const std::string& path);

}  // namespace strandline::cli
