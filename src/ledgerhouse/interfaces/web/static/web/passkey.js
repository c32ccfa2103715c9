// Passkeys: asks the browser for a key, and sends what it answers with the form. Options come as JSON with bytes in base64url.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function made(options, alone) {
  const wish = options.creation_options.publicKey;
  const selection = { ...wish.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  return navigator.credentials.create({
    publicKey: {
      ...wish,
      challenge: bytes(wish.challenge),
      user: { ...wish.user, id: bytes(wish.user.id) },
      excludeCredentials: keys(wish.excludeCredentials),
      authenticatorSelection: selection,
    },
  });
}

async function used(options) {
  const wish = options.request_options.publicKey;
  return navigator.credentials.get({
    publicKey: { ...wish, challenge: bytes(wish.challenge), allowCredentials: keys(wish.allowCredentials) },
  });
}

async function ask(form) {
  if (form.dataset.passkey === "login") {
    const options = await fetch(form.action, { headers: { Accept: "application/json" } });
    return used(await options.json());
  }
  const options = JSON.parse(form.querySelector("script[type='application/json']").textContent);
  return form.dataset.passkey === "add" ? made(options, form.elements.passwordless.checked) : used(options);
}

export function passkeys() {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.querySelector("button[type='button']").addEventListener("click", async () => {
      try {
        form.elements.credential.value = JSON.stringify(answer(await ask(form)));
        form.submit();
      } catch (error) {
        form.querySelector("p.problem").textContent = form.dataset.failed;
      }
    });
  });
}
