// Checks, on the reader's machine, that an entry stands in the ledger: its leaf hash (RFC 9162
// section 2.1.1), the path to the root (section 2.1.3.2), and the hub's Ed25519 signature on the
// checkpoint (C2SP signed-note). Whether the key is the hub's, the reader knows from elsewhere.
(async () => {
  'use strict';

  const place = document.getElementById('proof-check');
  if (!place || !globalThis.crypto || !crypto.subtle) return;
  const data = place.dataset;
  const list = place.querySelector('ul');
  const utf8 = new TextEncoder();

  const fromHex = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const sha256 = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

  function say(good, text) {
    const line = document.createElement('li');
    line.className = good ? 'in' : 'out';
    line.textContent = (good ? '✓ ' : '✕ ') + text;
    list.append(line);
  }

  /** The root that a path leads to, null if the path has another length. */
  async function climb(leaf, index, size, path) {
    let hash = leaf;
    let node = BigInt(index);
    let last = BigInt(size) - 1n;
    for (const sibling of path) {
      if (last === 0n) return null;
      if (node & 1n || node === last) {
        hash = await sha256(Uint8Array.of(1), sibling, hash);
        while (!(node & 1n) && node !== 0n) {
          node >>= 1n;
          last >>= 1n;
        }
      } else {
        hash = await sha256(Uint8Array.of(1), hash, sibling);
      }
      node >>= 1n;
      last >>= 1n;
    }
    return last === 0n ? hash : null;
  }

  /** Whether the note names this root and size, and carries the key's signature. */
  async function signed(note, root, size, key) {
    const end = note.indexOf('\n\n') + 1;
    const body = note.slice(0, end);
    const [origin, entries, named] = body.split('\n');
    if (entries !== size || !same(fromBase64(named), root)) return false;
    const id = (await sha256(utf8.encode(origin + '\n'), Uint8Array.of(1), key)).slice(0, 4);
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    for (const line of note.slice(end + 1).split('\n')) {
      const [dash, name, payload] = line.split(' ');
      if (dash !== '—' || name !== origin || !payload) continue;
      const bytes = fromBase64(payload);
      if (!same(bytes.slice(0, 4), id)) continue;
      if (await crypto.subtle.verify('Ed25519', imported, bytes.slice(4), utf8.encode(body))) {
        return true;
      }
    }
    return false;
  }

  place.hidden = false;
  try {
    const leaf = await sha256(Uint8Array.of(0), fromBase64(data.entry));
    const shown = document.querySelector('#leaf + code').textContent;
    const own = same(leaf, fromHex(shown));
    if (own) say(true, data.leafGood);
    const root = fromHex(data.root);
    const path = data.path ? data.path.split(' ').map(fromHex) : [];
    const reached = own && (await climb(leaf, data.index, data.size, path));
    const fits = Boolean(reached) && same(reached, root);
    say(fits, fits ? data.rootGood : data.rootBad);
    const good = await signed(data.note, root, data.size, fromHex(data.key));
    say(good, good ? data.noteGood : data.noteBad);
  } catch {
    say(false, data.unable);
  }
})();
