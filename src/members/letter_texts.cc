#include "members/letter_texts.h"

#include <array>

#include <fmt/format.h>

namespace nuri::members {
namespace {

/// {0} is the service, {1} the link.
struct Text {
    std::string_view subject;
    std::string_view body;
};

struct Language {
    std::string_view code;
    std::array<Text, 7> texts;  ///< by LetterKind
};

constexpr Language languages[] = {
    {"en",
     {{
         {"Confirm your e-mail address for {0}",
          "Welcome to {0}.\n\nConfirm that this address is yours, and you can start to watch:\n\n{1}\n\n"
          "The link works once, within 48 hours. If you did not sign up, leave it alone and nothing will "
          "happen.\n"},
         {"You are a member of {0} already",
          "Somebody, perhaps you, tried to sign up for {0} with this address. You are a member already: log "
          "in with your"
          " password, or ask for a new one if you forgot it.\n\nIf it was not you, there is nothing to "
          "do.\n"},
         {"A new password for {0}",
          "Somebody, perhaps you, asked for a new password for {0}. Choose it here:\n\n{1}\n\n"
          "The link works once, within an hour. If it was not you, leave it alone and your password stays as "
          "it is.\n"},
         {"Your password for {0} was changed",
          "Your password for {0} was changed just now, and other devices were logged out.\n\n"
          "If it was not you, ask for a new password at once.\n"},
         {"Your payment for {0} did not go through",
          "Your last payment for {0} was refused. You can go on watching, and we will try again within a few"
          " days. So that your membership does not end, look at how you pay:\n\n{1}\n"},
         {"Your membership of {0} has ended",
          "We could not take the payment for {0}, and your membership has ended. Your profiles and lists are"
          " kept. You can begin again at any time:\n\n{1}\n"},
         {"Your account at {0} will be closed",
          "As you asked, your account at {0} will be closed in 14 days, and with it your profiles, lists and"
          " history. Other devices were logged out, and nothing will be charged any more.\n\n"
          "If you would like to keep it, or if it was not you, log in before then:\n\n{1}\n"},
     }}},
    {"es",
     {{
         {"Confirma tu dirección de correo para {0}",
          "Te damos la bienvenida a {0}.\n\nConfirma que esta dirección es tuya y empieza a ver:\n\n{1}\n\n"
          "El enlace sirve una sola vez, durante 48 horas. Si no te registraste, ignóralo y no pasará "
          "nada.\n"},
         {"Ya tienes una cuenta en {0}",
          "Alguien, quizá tú, intentó registrarse en {0} con esta dirección. Ya tienes una cuenta: entra con "
          "tu"
          " contraseña o pide una nueva si la olvidaste.\n\nSi no fuiste tú, no hace falta que hagas "
          "nada.\n"},
         {"Una contraseña nueva para {0}",
          "Alguien, quizá tú, pidió una contraseña nueva para {0}. Elígela aquí:\n\n{1}\n\n"
          "El enlace sirve una sola vez, durante una hora. Si no fuiste tú, ignóralo y tu contraseña no "
          "cambiará.\n"},
         {"Tu contraseña de {0} ha cambiado",
          "Tu contraseña de {0} acaba de cambiar y se cerró la sesión en los demás dispositivos.\n\n"
          "Si no fuiste tú, pide enseguida una contraseña nueva.\n"},
         {"No hemos podido cobrar tu pago de {0}",
          "Tu último pago de {0} fue rechazado. Puedes seguir viendo, y lo intentaremos de nuevo en unos "
          "días."
          " Para que tu suscripción no termine, revisa tu forma de pago:\n\n{1}\n"},
         {"Tu suscripción a {0} ha terminado",
          "No hemos podido cobrar el pago de {0} y tu suscripción ha terminado. Conservamos tus perfiles y"
          " listas. Puedes volver a empezar cuando quieras:\n\n{1}\n"},
         {"Tu cuenta de {0} se cerrará",
          "Como pediste, tu cuenta de {0} se cerrará dentro de 14 días, y con ella tus perfiles, listas e"
          " historial. Se cerró la sesión en los demás dispositivos y no se cobrará nada más.\n\n"
          "Si quieres conservarla, o si no fuiste tú, entra antes de esa fecha:\n\n{1}\n"},
     }}},
    {"pt",
     {{
         {"Confirme seu endereço de e-mail para {0}",
          "Boas-vindas ao {0}.\n\nConfirme que este endereço é seu e comece a assistir:\n\n{1}\n\n"
          "O link funciona uma única vez, em até 48 horas. Se você não se cadastrou, ignore-o e nada "
          "acontecerá.\n"},
         {"Você já tem uma conta no {0}",
          "Alguém, talvez você, tentou se cadastrar no {0} com este endereço. Você já tem uma conta: entre "
          "com sua senha"
          " ou peça uma nova se a esqueceu.\n\nSe não foi você, não é preciso fazer nada.\n"},
         {"Uma nova senha para {0}",
          "Alguém, talvez você, pediu uma nova senha para {0}. Escolha-a aqui:\n\n{1}\n\n"
          "O link funciona uma única vez, em até uma hora. Se não foi você, ignore-o e sua senha continuará "
          "a mesma.\n"},
         {"Sua senha do {0} foi alterada",
          "Sua senha do {0} acaba de ser alterada, e os outros dispositivos foram desconectados.\n\n"
          "Se não foi você, peça uma nova senha imediatamente.\n"},
         {"Seu pagamento do {0} não foi aprovado",
          "Seu último pagamento do {0} foi recusado. Você pode continuar assistindo, e tentaremos de novo nos"
          " próximos dias. Para que sua assinatura não termine, confira a forma de pagamento:\n\n{1}\n"},
         {"Sua assinatura do {0} terminou",
          "Não conseguimos receber o pagamento do {0}, e sua assinatura terminou. Seus perfis e listas foram"
          " mantidos. Você pode recomeçar quando quiser:\n\n{1}\n"},
         {"Sua conta no {0} será encerrada",
          "Como você pediu, sua conta no {0} será encerrada em 14 dias, e com ela seus perfis, listas e"
          " histórico. Os outros dispositivos foram desconectados, e nada mais será cobrado.\n\n"
          "Se quiser mantê-la, ou se não foi você, entre antes disso:\n\n{1}\n"},
     }}},
    {"ko",
     {{
         {"{0} 이메일 주소를 확인해 주세요",
          "{0}에 오신 것을 환영합니다.\n\n아래 링크에서 이메일 주소를 확인하면 바로 시청할 수 "
          "있습니다.\n\n{1}\n\n"
          "링크는 48시간 안에 한 번만 쓸 수 있습니다. 가입한 적이 없다면 이 메일을 무시해 주세요.\n"},
         {"이미 {0} 회원입니다",
          "누군가 이 주소로 {0}에 가입하려고 했습니다. 이미 회원이므로 기존 비밀번호로 로그인하거나, "
          "잊으셨다면"
          " 새 비밀번호를 요청해 주세요.\n\n본인이 아니라면 아무것도 하지 않아도 됩니다.\n"},
         {"{0} 새 비밀번호",
          "{0} 비밀번호를 새로 정해 달라는 요청이 있었습니다. 아래에서 새 비밀번호를 정해 주세요.\n\n{1}\n\n"
          "링크는 한 시간 안에 한 번만 쓸 수 있습니다. 본인이 요청하지 않았다면 무시해 주세요. 비밀번호는 "
          "그대로입니다.\n"},
         {"{0} 비밀번호가 바뀌었습니다",
          "방금 {0} 비밀번호가 바뀌었고, 다른 기기에서는 로그아웃되었습니다.\n\n"
          "본인이 바꾸지 않았다면 바로 새 비밀번호를 요청해 주세요.\n"},
         {"{0} 결제가 이루어지지 않았습니다",
          "{0}의 최근 결제가 거절되었습니다. 계속 시청하실 수 있으며, 며칠 안에 다시 결제를 시도합니다."
          " 멤버십이 끝나지 않도록 결제 수단을 확인해 주세요.\n\n{1}\n"},
         {"{0} 멤버십이 종료되었습니다",
          "{0} 결제를 받지 못해 멤버십이 종료되었습니다. 프로필과 목록은 그대로 보관됩니다."
          " 언제든지 다시 시작할 수 있습니다.\n\n{1}\n"},
         {"{0} 계정이 곧 삭제됩니다",
          "요청하신 대로 {0} 계정이 14일 뒤에 삭제되며, 프로필과 목록, 시청 기록도 함께 지워집니다."
          " 다른 기기에서는 로그아웃되었고, 더 이상 요금이 청구되지 않습니다.\n\n"
          "계정을 유지하고 싶거나 본인이 요청하지 않았다면 그 전에 로그인해 주세요.\n\n{1}\n"},
     }}},
    {"ja",
     {{
         {"{0} メールアドレスの確認",
          "{0} へようこそ。\n\n次のリンクからメールアドレスを確認すると、すぐに視聴できます。\n\n{1}\n\n"
          "リンクは 48 時間以内に一度だけ使えます。お心当たりがない場合は、このメールを無視してください。\n"},
         {"すでに {0} の会員です",
          "このアドレスで {0} "
          "への登録がありました。すでに会員ですので、パスワードでログインするか、お忘れの場合は"
          "新しいパスワードをご請求ください。\n\nお心当たりがない場合、何もする必要はありません。\n"},
         {"{0} の新しいパスワード",
          "{0} の新しいパスワードの請求がありました。こちらで設定してください。\n\n{1}\n\n"
          "リンクは 1 "
          "時間以内に一度だけ使えます。お心当たりがない場合は無視してください。パスワードは変わりません。\n"},
         {"{0} のパスワードが変更されました",
          "{0} のパスワードが変更され、ほかの端末はログアウトされました。\n\n"
          "お心当たりがない場合は、すぐに新しいパスワードをご請求ください。\n"},
         {"{0} のお支払いを確認できませんでした",
          "{0} "
          "の直近のお支払いが承認されませんでした。引き続きご視聴いただけます。数日中にもう一度お試しします。"
          "会員資格が終了しないよう、お支払い方法をご確認ください。\n\n{1}\n"},
         {"{0} の会員資格が終了しました",
          "{0} のお支払いを確認できず、会員資格が終了しました。プロフィールとリストは保管されています。"
          "いつでも再開できます。\n\n{1}\n"},
         {"{0} のアカウントは削除されます",
          "ご依頼のとおり、{0} のアカウントは 14 "
          "日後に削除され、プロフィール、リスト、視聴履歴も消去されます。"
          "ほかの端末はログアウトされ、今後の請求はありません。\n\n"
          "アカウントを残したい場合や、お心当たりがない場合は、それまでにログインしてください。\n\n{1}\n"},
     }}},
};

const Language& language_for(std::string_view locale) {
    const std::string_view code = locale.substr(0, locale.find('-'));
    for (const Language& language : languages) {
        if (language.code == code) return language;
    }
    return languages[0];
}

}  // namespace

Letter write_letter(LetterKind kind, const EmailAddress& to, std::string_view locale,
                    std::string_view service_name, std::string_view link) {
    const Language& language = language_for(locale);
    const Text& text = language.texts[static_cast<size_t>(kind)];
    return Letter{to, fmt::format(fmt::runtime(text.subject), service_name),
                  fmt::format(fmt::runtime(text.body), service_name, link), std::string(language.code)};
}

}  // namespace nuri::members
