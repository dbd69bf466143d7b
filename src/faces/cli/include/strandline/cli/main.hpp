#pragma once

namespace strandline::cli {

/// The program. Returns its exit status.
int main(int count, char** words);

}  // namespace strandline::cli
