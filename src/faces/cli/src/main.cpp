#include <strandline/cli/main.hpp>

int main(int count, char** words) { return strandline::cli::main(count, words); }
