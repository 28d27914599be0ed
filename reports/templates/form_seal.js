/* Sealing: what leaves the page can be read by the holder of the key alone. */
const seal = data.seal;
const canSeal = !seal || Boolean(window.crypto && window.crypto.subtle);

function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/* All files are as long, whatever was answered: blanks fill them up. */
function padded(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > seal.length) throw new Error("longer than any answers can be");
  const whole = new Uint8Array(seal.length).fill(32);
  whole.set(bytes);
  return whole;
}

async function sealed(text) {
  const suite = new hpke.CipherSuite({
    kem: new hpke.DhkemP256HkdfSha256(),
    kdf: new hpke.HkdfSha256(),
    aead: new hpke.Aes256Gcm(),
  });
  const point = Uint8Array.from(atob(seal.public), (letter) => letter.charCodeAt(0));
  const recipientPublicKey = await suite.kem.deserializePublicKey(point.buffer);
  const info = new TextEncoder().encode(seal.purpose).buffer;
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, padded(text).buffer);
  const whole = base64([...new Uint8Array(enc), ...new Uint8Array(ct)]);
  return JSON.stringify({ format: seal.format, kind: seal.kind, key: seal.key, sealed: whole });
}

/* The same as text for a mail, in short lines that no mail program breaks. */
function asText(document) {
  const lines = btoa(document).match(/.{1,64}/g);
  return [seal.begin, ...lines, seal.end].join("\n");
}
