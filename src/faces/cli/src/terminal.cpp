#include "terminal.hpp"

#include <strandline/base/json.hpp>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace strandline::cli {

namespace {

std::string_view name_of(LogLevel level) {
    switch (level) {
    case LogLevel::error:
        return "error";
    case LogLevel::warning:
        return "warning";
    case LogLevel::notice:
        return "notice";
    case LogLevel::detail:
        return "detail";
    }
    return "";
}

void put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

/// /dev/tty with echo off, restored when it goes out of sight.
class SilentTerminal {
public:
    SilentTerminal() : descriptor_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
        if (descriptor_ < 0 || ::tcgetattr(descriptor_, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(descriptor_, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() {
        if (descriptor_ < 0) return;
        ::tcsetattr(descriptor_, TCSAFLUSH, &before_);
        ::close(descriptor_);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    bool works() const { return descriptor_ >= 0; }

    Result<std::string> ask(std::string_view prompt) {
        say(prompt);
        std::string line;
        for (;;) {
            char c = 0;
            const ssize_t count = ::read(descriptor_, &c, 1);
            if (count < 0) return fail(Error::interrupted());
            if (count == 0 || c == '\n') break;
            line += c;
        }
        say("\n");
        return line;
    }
    void say(std::string_view text) {
        [[maybe_unused]] const ssize_t written = ::write(descriptor_, text.data(), text.size());
    }

private:
    int descriptor_;
    termios before_{};
};

}  // namespace

void Terminal::progress(std::string_view task, std::uint64_t done, std::uint64_t total) {
    if (!settings_.progress && !settings_.json) return;
    const std::scoped_lock lock(guard_);
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100) && done != total) return;
    last_ = now;
    if (settings_.json) {
        put(Json::object({{"progress", printable(task)}, {"done", done}, {"total", total}}).compact() + "\n");
        return;
    }
    put(total ? format("\r\033[K{} {} %", printable(task), done * 100 / total)
              : format("\r\033[K{} {}", printable(task), with_thousands(done)));
    std::fflush(stderr);
    line_shown_ = true;
}

void Terminal::log(LogLevel level, std::string_view text) {
    if (level > settings_.least) return;
    const std::scoped_lock lock(guard_);
    clear_locked();
    if (settings_.json)
        put(Json::object({{"level", name_of(level)},
                          {"text", is_valid_utf8(text) ? std::string(text) : printable(text)}})
                .compact() +
            "\n");
    else
        put(level <= LogLevel::warning ? format("{}: {}\n", name_of(level), printable(text))
                                       : format("{}\n", printable(text)));
}

void Terminal::error(const Error& error) {
    const std::scoped_lock lock(guard_);
    clear_locked();
    put(settings_.json ? render(error, ErrorForm::json) + "\n" : render(error));
}

void Terminal::clear() {
    const std::scoped_lock lock(guard_);
    clear_locked();
}

void Terminal::clear_locked() {
    if (line_shown_) put("\r\033[K");
    line_shown_ = false;
}

void StandardOutput::write(std::string_view bytes) {
    if (failure_ == 0 && std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size())
        failure_ = errno ? errno : EIO;
}

Result<void> StandardOutput::status() const {
    if (failure_ == 0 && std::fflush(stdout) != 0) failure_ = errno ? errno : EIO;
    if (failure_ == 0) return {};
    return fail(Error::from_errno("output.write", failure_, "write", "standard output")
                    .mend("free some space, or write to another place with -o"));
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

Result<std::string> ask_passphrase(std::string_view prompt, bool twice) {
    SilentTerminal terminal;
    if (!terminal.works())
        return fail(
            Error::input("passphrase.no_terminal", "there is no terminal to ask for the passphrase on")
                .expected("--passphrase-file FILE or STRANDLINE_PASSPHRASE_FILE"));
    for (int attempt = 0; attempt < 3; ++attempt) {
        STRANDLINE_TRY(std::string first, terminal.ask(prompt));
        if (!twice) return first;
        STRANDLINE_TRY(const std::string second, terminal.ask("the same again: "));
        if (first.empty())
            terminal.say("an empty passphrase protects nothing\n");
        else if (first == second)
            return first;
        else
            terminal.say("these were not the same\n");
    }
    return fail(Error::input("passphrase.mismatch", "the passphrase was not given twice the same")
                    .mend("run the command again"));
}

Result<std::string> passphrase_from_file(const std::string& path) {
    STRANDLINE_TRY(const Source file, Source::open(path));
    STRANDLINE_TRY(std::string text, file.read_all());
    text.resize(std::min(text.size(), text.find('\n')));
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty())
        return fail(Error::input("passphrase.empty", "the passphrase file holds no passphrase")
                        .at({.file = path})
                        .expected("the passphrase on the first line"));
    return text;
}

}  // namespace strandline::cli
