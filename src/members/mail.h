#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "members/email.h"

namespace nuri::members {

/// A letter to one person, as plain text.
struct Letter {
    EmailAddress to;
    std::string subject;   ///< UTF-8, one line
    std::string text;      ///< UTF-8, lines end in '\n'
    std::string language;  ///< BCP 47, for Content-Language
};

/// Who it comes from. The name is shown by mail programs; answers go to the address.
struct Sender {
    std::string name;
    EmailAddress address;
};

/// The message as it goes over the wire: headers in ASCII, other letters as encoded words (RFC 2047), the
/// text as UTF-8 in base 64 (RFC 2045), lines of at most 76 characters that end in CRLF. `message_id` is the
/// part before the '@'.
///
/// Fails with `invalid` if the subject or the sender's name holds a control character: a line break in one of
/// them would start a header of somebody else's making.
Result<std::string> compose(const Letter& letter, const Sender& sender, std::string_view message_id,
                            Instant now);

/// Where letters leave the house.
class MailPort {
  public:
    virtual ~MailPort() = default;

    /// Takes the letter into its care: when this returns well, it survives a loss of power. Called from one
    /// thread at a time.
    virtual Result<> send(const Letter& letter, Instant now) = 0;
};

/// Writes each letter as one file, `<milliseconds>-<random>.eml`, which appears whole or not at all, readable
/// by the service's user alone. For trying things out, for tests, and for a mail server that picks up from a
/// folder.
class FolderMail final : public MailPort {
  public:
    FolderMail(std::filesystem::path folder, Sender sender)
        : folder_(std::move(folder)), sender_(std::move(sender)) {}
    Result<> send(const Letter& letter, Instant now) override;

  private:
    std::filesystem::path folder_;
    Sender sender_;
};

}  // namespace nuri::members
