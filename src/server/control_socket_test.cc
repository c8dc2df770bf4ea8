#include "server/control_socket.h"

#include <gtest/gtest.h>

namespace nuri::server {
namespace {

class ControlSocketTest : public testing::Test {
  protected:
    io::TemporaryFolder folder_ =
        *io::TemporaryFolder::make(std::filesystem::temp_directory_path(), "nuri-control-test-");
    std::filesystem::path run_ =
        folder_.path() / std::string(120, 'r') / "run";  // longer than a socket's name may be
};

TEST_F(ControlSocketTest, AnswersWhenTheWorkIsDone) {
    int asked = 0;
    const auto socket = ControlSocket::listen(run_, [&](std::string_view line) {
        asked += line == "refresh";
        return std::string("ok");
    });
    ASSERT_TRUE(socket) << socket.error().message;
    EXPECT_EQ(*refresh_running_server(run_), true);
    EXPECT_EQ(*refresh_running_server(run_), true);
    EXPECT_EQ(asked, 2);
}

TEST_F(ControlSocketTest, AFailureIsHandedOn) {
    const auto socket = ControlSocket::listen(
        run_, [](std::string_view) { return std::string("error the index is broken"); });
    const auto refreshed = refresh_running_server(run_);
    ASSERT_FALSE(refreshed);
    EXPECT_NE(refreshed.error().message.find("the index is broken"), std::string::npos);
}

TEST_F(ControlSocketTest, NoServerIsNoFailure) {
    EXPECT_EQ(*refresh_running_server(run_), false);
    {
        const auto socket = ControlSocket::listen(run_, [](std::string_view) { return std::string("ok"); });
    }
    EXPECT_EQ(*refresh_running_server(run_), false);
}

TEST_F(ControlSocketTest, OnlyOneServerRunsOnADirectory) {
    const auto first = ControlSocket::listen(run_, [](std::string_view) { return std::string("ok"); });
    const auto second = ControlSocket::listen(run_, [](std::string_view) { return std::string("ok"); });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(*refresh_running_server(run_), true);
}

}  // namespace
}  // namespace nuri::server
