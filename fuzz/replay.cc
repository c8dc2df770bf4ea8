// Runs a fuzz target over every file of the folders it is given, so that what a fuzzer once found
// stays found. The closing line counts for the test run.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
    int replayed = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes((std::istreambuf_iterator<char>(file)), {});
            LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
            // Every prefix of a short input too: truncation is the commonest hostile act.
            if (bytes.size() <= 4096) {
                for (size_t n = 0; n < bytes.size(); ++n) {
                    const std::string prefix = bytes.substr(0, n);
                    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(prefix.data()), n);
                }
            }
            ++replayed;
        }
    }
    std::printf("replayed %d inputs\n", replayed);
    return replayed > 0 ? 0 : 1;
}
