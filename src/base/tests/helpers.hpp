#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>
#include <string>

namespace strandline::testing {

/// A folder of the reference data, or nothing where the data is not there.
inline std::optional<std::filesystem::path> shared_data(const std::string& folder) {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    if (!shared) return std::nullopt;
    std::filesystem::path path = std::filesystem::path(shared) / "data" / folder;
    if (!std::filesystem::is_directory(path)) return std::nullopt;
    return path;
}

inline std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

/// A folder of its own that is removed with what is in it.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::random_device device;
        do {
            path_ = std::filesystem::temp_directory_path() / ("strandline-test-" + std::to_string(device()));
        } while (!std::filesystem::create_directory(path_));
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace strandline::testing
