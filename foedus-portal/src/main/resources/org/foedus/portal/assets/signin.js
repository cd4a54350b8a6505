// Brings the code that stands in the address, so that nobody has to type it.
(() => {
  'use strict';

  const code = location.hash.slice(1);
  if (!code) return;
  history.replaceState(null, '', location.pathname);
  document.getElementById('code').value = code;
  document.getElementById('signin').submit();
})();
