// Takes the start code from behind the address's #, which no request carries.
(() => {
  'use strict';
  const token = location.hash.slice(1);
  if (!token) return;
  history.replaceState(null, '', location.pathname);
  document.getElementById('token').value = token;
  document.getElementById('start').submit();
})();
