#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace strandline {

enum class LogLevel { error, warning, notice, detail };

/// Who hears of progress and log lines: a terminal, a file of JSON lines, a web page. Called from any
/// thread, one call at a time for each Context.
class Listener {
public:
    virtual ~Listener() = default;
    /// `done` of `total` units; `total` 0 where it is not known.
    virtual void progress(std::string_view task, std::uint64_t done, std::uint64_t total) = 0;
    virtual void log(LogLevel level, std::string_view text) = 0;
};

/// What a computation may know of the world round it; always the last parameter.
class Context {
public:
    struct Settings {
        unsigned threads = 1;  // at least 1
        std::uint64_t seed = 0;
        Listener* listener = nullptr;  // silent without
        const std::atomic<bool>* cancel = nullptr;
    };
    Context() = default;
    explicit Context(Settings settings) : settings_(settings) {}

    unsigned threads() const { return settings_.threads ? settings_.threads : 1; }
    std::uint64_t seed() const { return settings_.seed; }
    /// Asked in every outer loop. The runner throws a cancelled result away.
    bool cancelled() const { return settings_.cancel && settings_.cancel->load(std::memory_order_relaxed); }
    void progress(std::string_view task, std::uint64_t done, std::uint64_t total) {
        if (settings_.listener) settings_.listener->progress(task, done, total);
    }
    void log(LogLevel level, std::string_view text) {
        if (settings_.listener) settings_.listener->log(level, text);
    }
    const Settings& settings() const { return settings_; }

private:
    Settings settings_;
};

}  // namespace strandline
