// Owns: the floor of browser features, listed here and nowhere else, and what happens below it: the page of words
// (old-browser.html) instead of one that stands still or, worse, records and uploads nothing.
// Is written in the JavaScript of 2009 and loaded as it is: it has to run where nothing else does. Never asks a browser's name.
;(function () {
  'use strict'
  // feature, first version of [Chrome and Edge, Firefox, Safari], what it is for; `secure`: over HTTPS and on this machine only
  var FLOOR = [
    { path: 'Array.prototype.toSorted', since: [110, 115, 16], use: 'the order in which recordings are uploaded' },
    { path: 'Array.prototype.toReversed', since: [110, 115, 16], use: 'the newest first' },
    { path: 'Array.prototype.findLast', since: [97, 104, 15.4], use: 'how often recordings are uploaded' },
    { path: 'Array.prototype.at', since: [92, 90, 15.4], use: 'the last of a list' },
    { path: 'String.prototype.replaceAll', since: [85, 77, 13.1], use: 'texts' },
    { path: 'AbortSignal.timeout', since: [103, 100, 16], use: 'giving a request up in time' },
    { path: 'Promise.allSettled', since: [76, 71, 13], use: 'ending several things together' },
    { path: 'Blob.prototype.arrayBuffer', since: [76, 69, 14], use: 'writing what was recorded to the disk' },
    { path: 'ResizeObserver', since: [64, 69, 13.1], use: 'attachments that fit the window' },
    { path: 'OffscreenCanvas', since: [69, 105, 16.4], use: 'small pictures beside the recording' },
    { path: 'CSSLayerBlockRule', since: [99, 97, 15.4], use: 'how every page looks' },
    { path: 'crypto.randomUUID', since: [92, 95, 15.4], use: 'names of recordings', secure: true },
    { path: 'crypto.subtle', since: [37, 34, 11], use: 'opening the questions', secure: true },
    { path: 'navigator.locks', since: [69, 96, 15.4], use: 'one recorder at a time', secure: true },
  ]

  function isHere(path) {
    var it = window
    var names = path.split('.')
    for (var at = 0; at < names.length; at++) {
      if (it === undefined || it === null) return false
      it = it[names[at]]
    }
    return it !== undefined && it !== null
  }

  function show(id, text) {
    var place = document.getElementById(id)
    if (place) place.textContent = text
  }

  if (location.pathname === '/old-browser.html') {
    var said = /[?&]missing=([\w.,]*)/.exec(location.search)
    var from = /[?&]from=(\/[\w/-]*)/.exec(location.search)
    show('missing', said ? said[1].split(',').join(', ') : '')
    // without what the fragment carried: that is a secret, and the invitation still has it
    show('address', location.protocol + '//' + location.host + (from ? from[1] : '/'))
    return
  }
  var missing = []
  for (var at = 0; at < FLOOR.length; at++) {
    if (FLOOR[at].secure && window.isSecureContext === false) continue
    if (!isHere(FLOOR[at].path)) missing.push(FLOOR[at].path)
  }
  if (missing.length > 0) {
    // the page's own program must not begin meanwhile
    if (window.stop) window.stop()
    location.replace('/old-browser.html?missing=' + missing.join(',') + '&from=' + location.pathname)
  }
})()
