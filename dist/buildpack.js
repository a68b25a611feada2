"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// src/defaults.ts
var version, usageStatus, longestVariable, mostConfigBytes, termGrace, dynoGrace, jobPollInterval, closeNameDistance, mostSuggestions, firstPort, bootTimeout, ownCache;
var init_defaults = __esm({
  "src/defaults.ts"() {
    "use strict";
    version = "0.1.0";
    usageStatus = 64;
    longestVariable = 128 * 1024;
    mostConfigBytes = 1.5 * 1e3 * 1e3;
    termGrace = 1e3;
    dynoGrace = 10;
    jobPollInterval = 50;
    closeNameDistance = 2;
    mostSuggestions = 3;
    firstPort = 5e3;
    bootTimeout = 60 * 1e3;
    ownCache = "modular-v1";
  }
});

// src/messages.ts
var wording, inFile, wordings;
var init_messages = __esm({
  "src/messages.ts"() {
    "use strict";
    wording = (kind, text) => ({ kind, text });
    inFile = (file) => file === void 0 ? "" : ` (${file})`;
    wordings = {
      "machine::refused": wording(
        "machine",
        ({ message }) => `The machine refused what the build needs: ${message}.`
      ),
      "usage::wrong": wording("usage", ({ message }) => message),
      "app::config-not-a-file": wording(
        "app",
        ({ name }) => `build/heroku/${name} is not a file. Make it one, or remove it.`
      ),
      "app::config-unreadable": wording(
        "app",
        ({ name, reason }) => `build/heroku/${name} cannot be read: ${reason}.`
      ),
      "app::install-holds-nul": wording(
        "app",
        ({ line: line2 }) => `build/heroku/install, line ${line2}, holds a NUL byte: it has to be plain text.
Save it as UTF-8, with package names separated by white space.`
      ),
      "app::invalid-package-name": wording(
        "app",
        ({ name, line: line2 }) => `build/heroku/install, line ${line2}: ${JSON.stringify(name)} is not a package name.
A name begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "app::release-invalid": wording(
        "app",
        ({ line: line2, reason }) => `build/heroku/release, line ${line2}: ${reason}.`
      ),
      "config::env-dir-unreadable": wording(
        "machine",
        ({ envDir, reason }) => `The directory of config variables, ${envDir}, cannot be read: ${reason}.`
      ),
      "config::variable-unreadable": wording(
        "machine",
        ({ file, reason }) => `The config variable in ${file} cannot be read: ${reason}.`
      ),
      "config::variables-too-large": wording(
        "app",
        ({ envDir, total, most }) => `The config variables in ${envDir} are ${total} bytes in all, and no more than ${most} can be handed to a program.
Move large values into files of the app, or into a service.`
      ),
      "build::directory-not-writable": wording(
        "machine",
        ({ directory, reason }) => `${directory} cannot be written: ${reason}.`
      ),
      "build::boot-script-is-directory": wording(
        "app",
        ({ file }) => `${file} is a directory, where the buildpack has to write a file. Rename it.`
      ),
      "build::profile-not-writable": wording(
        "app",
        ({ file, reason }) => `${file}, which sets variables when the app boots, cannot be written: ${reason}.`
      ),
      "cache::not-usable": wording(
        "machine",
        ({ cacheDir, reason }) => `The cache directory ${cacheDir} cannot be used: ${reason}.`
      ),
      "cache::holds-something-precious": wording(
        "machine",
        ({ cacheDir, directory }) => `The cache directory ${cacheDir} is to be emptied, and holds ${directory}. Nothing was removed.
Give the build a cache directory of its own.`
      ),
      "session::shell-not-started": wording(
        "machine",
        ({ shell, reason }) => `The shell ${shell} cannot be started: ${reason}.`
      ),
      "package::unknown": wording(
        "app",
        ({
          name,
          by,
          searched,
          close
        }) => [
          `There is no package ${name}, which is required by ${by}.`,
          `Looked for ${name}.sh in ${searched.join(" and ")}.`,
          ...close.length === 0 ? [] : [`Close names: ${close.join(", ")}.`]
        ].join("\n")
      ),
      "package::invalid-name": wording(
        "package",
        ({ name, file }) => `${JSON.stringify(name)} is required or marked${inFile(file)}, and is not a package name.
A name begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "package::circle": wording(
        "package",
        ({ circle }) => `Packages require each other in a circle: ${circle.join(" -> ")}.`
      ),
      "package::failed": wording("package", ({ message }) => message),
      "package::last-command-failed": wording(
        "package",
        ({ name, file, status }) => `The last command of ${name} failed with status ${status}${inFile(file)}, and MODULAR_STRICT is on.`
      ),
      "package::syntax-error": wording(
        "package",
        ({ name, file, message }) => `${name} has a syntax error (${file}):
${message}`
      ),
      "package::exited": wording(
        "package",
        ({ name, file, status }) => `${name} ended the build with status ${status}${inFile(file)}.`
      ),
      "package::exited-early": wording(
        "package",
        ({ name, file }) => `${name} ended the build half done, by \`exit 0\` or \`exec\`${inFile(file)}.
An installer ends early with \`return\`, and runs a program without \`exec\`.`
      ),
      "package::killed-shell": wording(
        "package",
        ({ name, file, signal }) => `The build's shell was ended by ${signal} during ${name}${inFile(file)}.`
      ),
      "package::closed-descriptor": wording(
        "package",
        ({ name, file, descriptor }) => `${name} closed or replaced file descriptor ${descriptor}${inFile(file)}.
6 to 9 belong to the build; use 3, 4 or 5.`
      ),
      "package::ended-subshell": wording(
        "package",
        ({ name, file }) => `${name} was being installed in a subshell, and ended it${inFile(file)}.
An installer ends early with \`return\`; if it called \`exit\`, its message is above.`
      ),
      "package::env-extend-arguments": wording(
        "package",
        ({ given, file }) => `env_extend takes VARIABLE and VALUE, and got ${given} argument${given === 1 ? "" : "s"}${inFile(file)}.`
      ),
      "package::env-extend-variable": wording(
        "package",
        ({ name, file }) => `env_extend cannot extend ${JSON.stringify(name)}, which is no name of a variable${inFile(file)}.`
      ),
      "package::env-extend-value": wording(
        "package",
        ({ name, value, file, message }) => `env_extend ${name} got a value that no shell can expand between double quotes: ${value}${inFile(file)}
${message}`
      ),
      "local::out-in-use": wording(
        "usage",
        ({ out }) => `modular: --out ${out} is not an empty directory. Nothing was changed; name another one.`
      ),
      "local::inside-app": wording(
        "usage",
        ({ option, directory, appDir }) => `modular: ${option} ${directory} is inside of ${appDir}, which is never changed. Name a directory outside.`
      ),
      "local::copy-failed": wording(
        "machine",
        ({ appDir, directory, reason }) => `${appDir} cannot be copied to ${directory}: ${reason}.`
      ),
      "local::env-file-unreadable": wording(
        "usage",
        ({ file, reason }) => `modular: --env-file ${file} cannot be read: ${reason}.`
      ),
      "local::not-detected": wording(
        "app",
        ({ appDir }) => `This buildpack is not for ${appDir}: it has no build/heroku/package.
Put a file there whose first line is the app's name.`
      ),
      "local::phase-failed": wording(
        "app",
        ({ name, status }) => `bin/${name} failed with status ${status}. Nothing of this build was kept.`
      ),
      "local::no-such-process": wording(
        "app",
        ({ name, known: known2 }) => `The app has no process type ${name}. ${known2.length === 0 ? "It has none at all: add a Procfile." : `It has: ${known2.join(", ")}.`}`
      ),
      "local::port-in-use": wording(
        "usage",
        ({ port }) => `modular: port ${port} is in use on this machine. Choose another with --port, or none to get a free one.`
      ),
      "local::not-started": wording(
        "machine",
        ({ program, reason }) => `${program} cannot be started: ${reason}.`
      ),
      "local::check-failed": wording(
        "app",
        ({ url, reason }) => `The app gave no answer to ${url}: ${reason}.`
      ),
      "local::not-listening": wording(
        "app",
        ({ port, seconds }) => `The app does not listen on port ${port}: it has ended, or ${seconds} seconds have passed. Its own output is above.`
      ),
      "internal::unknown-question": wording(
        "internal",
        ({ verb }) => `The session asked what nobody can answer: ${verb}.`
      )
    };
  }
});

// src/errors.ts
function reasonOf(error) {
  const { code, message } = error;
  const reasons = {
    EACCES: "permission denied",
    EEXIST: "it exists already",
    EISDIR: "it is a directory",
    ENOENT: "it does not exist",
    ENOSPC: "the disk is full",
    ENOTDIR: "a part of its path is a file, not a directory",
    EPERM: "the operation is not permitted",
    EROFS: "the file system is read-only"
  };
  return code !== void 0 && reasons[code] || message;
}
var import_node_os, BuildpackError, Interrupted;
var init_errors = __esm({
  "src/errors.ts"() {
    "use strict";
    import_node_os = require("node:os");
    init_defaults();
    init_messages();
    BuildpackError = class extends Error {
      name = "BuildpackError";
      code;
      kind;
      facts;
      /** The status that the program exits with: 64 for a wrong call, 1 unless told. */
      status;
      constructor(code, facts, options = {}) {
        const { kind, text } = wordings[code];
        super(text(facts), { cause: options.cause });
        this.code = code;
        this.kind = kind;
        this.facts = facts;
        this.status = options.status ?? (kind === "usage" ? usageStatus : 1);
      }
    };
    Interrupted = class extends Error {
      status;
      constructor(signal) {
        super(`ended by ${signal}`);
        this.status = 128 + import_node_os.constants.signals[signal];
      }
    };
  }
});

// src/files.ts
function statusOf(path) {
  try {
    return (0, import_node_fs.statSync)(path);
  } catch (error) {
    const { code } = error;
    if (code === "ENOENT" || code === "ENOTDIR") return void 0;
    throw error;
  }
}
function replaceFile(path, content, mode = 420) {
  (0, import_node_fs.mkdirSync)((0, import_node_path.dirname)(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    (0, import_node_fs.writeFileSync)(temporary, content);
    (0, import_node_fs.chmodSync)(temporary, mode);
    (0, import_node_fs.renameSync)(temporary, path);
  } catch (error) {
    (0, import_node_fs.rmSync)(temporary, { force: true });
    throw error;
  }
}
var import_node_fs, import_node_path;
var init_files = __esm({
  "src/files.ts"() {
    "use strict";
    import_node_fs = require("node:fs");
    import_node_path = require("node:path");
  }
});

// src/output.ts
function action(message) {
  write(stdout, indent(message, "-----> ", "       "));
}
function detail(message) {
  write(stdout, indent(message, "       "));
}
function warn(message) {
  write(stderr, indent(message, " !     "));
}
function line(text, to = "stdout") {
  write(to === "stdout" ? stdout : stderr, `${text}
`);
}
function indent(message, first, next = first) {
  return `${first}${message.replaceAll("\n", `
${next}`)}
`;
}
function write(descriptor, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray((0, import_node_fs2.writeSync)(descriptor, rest));
    } catch (error) {
      switch (error.code) {
        case "EAGAIN":
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
          break;
        case "EPIPE":
        // nobody reads the log any more; the build goes on, as it does with a shell
        case "EBADF":
          return;
        default:
          throw error;
      }
    }
  }
}
var import_node_fs2, stdout, stderr;
var init_output = __esm({
  "src/output.ts"() {
    "use strict";
    import_node_fs2 = require("node:fs");
    stdout = 1;
    stderr = 2;
  }
});

// node_modules/shell-quote/quote.js
var require_quote = __commonJS({
  "node_modules/shell-quote/quote.js"(exports2, module2) {
    "use strict";
    var OPS = (
      /** @type {const} */
      [
        "||",
        "&&",
        ";;&",
        ";;",
        ";&",
        "|&",
        "<(",
        ">(",
        "<<<",
        "<<-",
        "<<",
        ">>",
        ">&",
        ">|",
        "&>>",
        "&>",
        "<&",
        "<>",
        "&",
        ";",
        "(",
        ")",
        "|",
        "<",
        ">"
      ]
    );
    var LINE_TERMINATORS = /[\n\r\u2028\u2029]/;
    var GLOB_SHELL_SPECIAL = /[\s#!"$&'():;<=>@\\^`|~]/g;
    module2.exports = function quote2(xs) {
      var sawComment = false;
      return xs.map(function(s) {
        if (sawComment && typeof s === "string" && LINE_TERMINATORS.test(s)) {
          throw new TypeError("a token after a `comment` must not contain line terminators");
        }
        if (s === "") {
          return (
            /** @type {const} */
            "''"
          );
        }
        if (s && typeof s === "object") {
          if ("op" in s && s.op === "glob") {
            if (typeof s.pattern !== "string") {
              throw new TypeError("glob token requires a string `pattern`");
            }
            if (LINE_TERMINATORS.test(s.pattern)) {
              throw new TypeError("glob `pattern` must not contain line terminators");
            }
            if (s.pattern === "") {
              return (
                /** @type {const} */
                "''"
              );
            }
            return s.pattern.replace(GLOB_SHELL_SPECIAL, "\\$&");
          }
          if ("op" in s && typeof s.op === "string") {
            if (OPS.indexOf(s.op) < 0) {
              throw new TypeError("invalid `op` value: " + JSON.stringify(s.op));
            }
            return s.op.replace(/[\s\S]/g, "\\$&");
          }
          if ("comment" in s && typeof s.comment === "string") {
            if (LINE_TERMINATORS.test(s.comment)) {
              throw new TypeError("`comment` must not contain line terminators");
            }
            sawComment = true;
            return "#" + s.comment;
          }
          throw new TypeError("unrecognized object token shape");
        }
        if (/'/.test(s) && /!/.test(s)) {
          return "'" + s.replace(/'/g, `'"'"'`) + "'";
        }
        if (/["\s\\]/.test(s) && !/'/.test(s)) {
          return "'" + s + "'";
        }
        if (/["'\s]/.test(s)) {
          return '"' + s.replace(/(["\\$`])/g, "\\$1") + '"';
        }
        return String(s).replace(/([A-Za-z]:)?([#!"$&'()*,:;<=>?@[\\\]^`{|}~])/g, "$1\\$2");
      }).join(" ");
    };
  }
});

// node_modules/shell-quote/parse.js
var require_parse = __commonJS({
  "node_modules/shell-quote/parse.js"(exports2, module2) {
    "use strict";
    var CONTROL = (
      /** @type {const} */
      "(?:" + /** @type {const} */
      [
        "\\|\\|",
        "\\&(?:\\&|>>?)",
        // `&&`, `&>`, and `&>>`
        ";;\\&?",
        // `;;` and `;;&`
        "[;|]\\&",
        // `;&` and `|&`
        "\\<\\(",
        "\\<\\<\\<",
        "\\<\\<-",
        "\\<\\<(?!\\()",
        // `<<(` stays `<` and `<(`, as zsh reads it; other shells reject it
        ">>",
        ">[&|(]",
        // `>&`, `>|`, and `>(`
        "<[&>]",
        // `<&` and `<>`
        "[&;()|<>]"
      ].join(
        /** @type {const} */
        "|"
      ) + /** @type {const} */
      ")"
    );
    var controlRE = new RegExp("^" + CONTROL + "$");
    var META = (
      /** @type {const} */
      "|&;()<> \\t"
    );
    var SINGLE_QUOTE = (
      /** @type {const} */
      "'([^']*?)'"
    );
    var ANSI_C_BODY = "(?:\\\\[\\s\\S]|[^\\\\'])*?";
    var ANSI_C_QUOTE = "\\$'" + ANSI_C_BODY + "'";
    var ansiCAt = new RegExp("\\$'" + ANSI_C_BODY + "(?:(')|\\\\?$)", "g");
    var ANSI_C_LETTERS = "abeEfnrtv";
    var ANSI_C_CHARS = "\x07\b\x1B\x1B\f\n\r	\v";
    var hash = /^#$/;
    var SQ = (
      /** @type {const} */
      "'"
    );
    var DQ = (
      /** @type {const} */
      '"'
    );
    var DS = (
      /** @type {const} */
      "$"
    );
    var TOKEN = "";
    var mult = (
      /** @type {const} */
      4294967296
    );
    for (i = 0; i < 4; i++) {
      TOKEN += (mult * Math.random()).toString(16);
    }
    var i;
    var startsWithToken = new RegExp("^" + TOKEN);
    function matchAll(s, r) {
      var origIndex = r.lastIndex;
      var matches = [];
      var matchObj;
      while (matchObj = r.exec(s)) {
        matches[matches.length] = matchObj;
        if (r.lastIndex === matchObj.index) {
          r.lastIndex += 1;
        }
      }
      r.lastIndex = origIndex;
      return matches;
    }
    function getVar(env, pre, key) {
      var r = typeof env === "function" ? env(key) : env[key];
      if (typeof r === "undefined" && key != "") {
        r = "";
      } else if (typeof r === "undefined") {
        r = "$";
      }
      if (typeof r === "object") {
        return pre + TOKEN + JSON.stringify(r) + TOKEN;
      }
      return pre + r;
    }
    var ansiCEscape = /\\([0-7]{1,3}|x[\dA-Fa-f]{1,2}|u[\dA-Fa-f]{1,4}|U[\dA-Fa-f]{1,8}|c(?:\\\\|[\s\S])|[abeEfnrtv\\'"?])/g;
    function expandAnsiCEscape(m, escape) {
      var kind = escape.charAt(0);
      if (kind === "c") {
        var ctrl = escape.charAt(1);
        return ctrl === "?" ? "\x7F" : String.fromCharCode(ctrl.charCodeAt(0) & 31);
      }
      if (kind === "x" || kind === "u" || kind === "U") {
        var cp2 = parseInt(escape.slice(1), 16);
        if (cp2 > 1114111) {
          return m;
        }
        return String.fromCharCode.apply(null, cp2 > 65535 ? [55232 + (cp2 >> 10), 56320 + (cp2 & 1023)] : [cp2]);
      }
      if (kind >= "0" && kind <= "7") {
        return String.fromCharCode(parseInt(escape, 8) & 255);
      }
      var letter = ANSI_C_LETTERS.indexOf(escape);
      return letter < 0 ? escape : ANSI_C_CHARS.charAt(letter);
    }
    function expandAnsiC(body) {
      return body.replace(ansiCEscape, expandAnsiCEscape).split("\0")[0];
    }
    function closesAnsiC(s, i2) {
      ansiCAt.lastIndex = i2;
      return !!/** @type {RegExpExecArray} */
      ansiCAt.exec(s)[1];
    }
    function parseInternal(string, env, opts) {
      if (!opts) {
        opts = {};
      }
      var BS = opts.escape || "\\";
      var ifs = opts.splitUnquoted === true ? " 	\n" : typeof opts.splitUnquoted === "string" ? opts.splitUnquoted : "";
      var BAREWORD = "(\\" + BS + `['"$\\` + BS + META + "]|\\$\\$|\\$(?!" + ANSI_C_QUOTE.slice(2) + `)|[^\\s'"$` + META + "])+";
      var DOUBLE_QUOTE = '"(?:\\' + BS + '[\\s\\S]|[^"\\' + BS + '])*"';
      var chunker = new RegExp([
        "(" + CONTROL + ")",
        // control chars
        "(" + ANSI_C_QUOTE + "|" + BAREWORD + "|" + DOUBLE_QUOTE + "|" + SINGLE_QUOTE + ")+"
      ].join("|"), "g");
      var matches = matchAll(string, chunker);
      if (matches.length === 0) {
        return [];
      }
      if (!env) {
        env = {};
      }
      var commented = false;
      return matches.map(function(match) {
        var s = match[0];
        if (!s || commented) {
          return void 0;
        }
        if (controlRE.test(s)) {
          return (
            /** @type {ControlOperator} */
            { op: s }
          );
        }
        var quote2 = false;
        var esc = false;
        var out = "";
        var words = [];
        var sawQuote = false;
        var pendingNw = null;
        var isGlob = false;
        var i2;
        function parseEnvVar() {
          i2 += 1;
          var varend;
          var varname;
          var char = s.charAt(i2);
          if (char === "{") {
            i2 += 1;
            if (s.charAt(i2) === "}") {
              throw new Error("Bad substitution: " + s.slice(i2 - 2, i2 + 1));
            }
            var depth = 1;
            varend = i2;
            while (depth > 0 && varend < s.length) {
              if (s.charAt(varend) === "{" && s.charAt(varend - 1) === "$") {
                depth += 1;
              } else if (s.charAt(varend) === "}") {
                depth -= 1;
              }
              varend += 1;
            }
            if (depth !== 0) {
              throw new Error("Bad substitution: " + s.slice(i2));
            }
            varend -= 1;
            varname = s.slice(i2, varend);
            i2 = varend;
          } else if (/[*@#?$!-]/.test(char)) {
            varname = char;
          } else {
            var slicedFromI = s.slice(i2);
            varend = slicedFromI.match(/[^\w\d_]/);
            if (!varend) {
              varname = slicedFromI;
              i2 = s.length;
            } else {
              varname = slicedFromI.slice(0, varend.index);
              i2 += /** @type {number} */
              varend.index - 1;
            }
          }
          return getVar(
            /** @type {NonNullable<typeof env>} */
            env,
            "",
            varname
          );
        }
        function flushRun() {
          if (pendingNw === null) {
            return;
          }
          if (pendingNw === 0) {
            if (out !== "") {
              words[words.length] = out;
              out = "";
            }
          } else {
            words[words.length] = out;
            out = "";
            for (var fe = 1; fe < pendingNw; fe += 1) {
              words[words.length] = "";
            }
          }
          pendingNw = null;
        }
        for (i2 = 0; i2 < s.length; i2++) {
          var c = s.charAt(i2);
          if (ifs && c !== DS) {
            flushRun();
          }
          isGlob = isGlob || !quote2 && (c === "*" || c === "?");
          if (esc) {
            out += c;
            esc = false;
          } else if (quote2) {
            if (c === quote2) {
              quote2 = false;
            } else if (quote2 == SQ) {
              out += c;
            } else {
              if (c === BS) {
                i2 += 1;
                c = s.charAt(i2);
                if (c === DQ || c === BS || c === DS) {
                  out += c;
                } else {
                  out += BS + c;
                }
              } else if (c === DS) {
                out += parseEnvVar();
              } else {
                out += c;
              }
            }
          } else if (c === DQ || c === SQ) {
            quote2 = c;
            sawQuote = true;
          } else if (controlRE.test(c)) {
            return (
              /** @type {ControlOperator} */
              { op: s }
            );
          } else if (hash.test(c)) {
            commented = true;
            var commentObj = { comment: string.slice(match.index + i2 + 1) };
            if (out.length) {
              return (
                /** @type {const} */
                [out, commentObj]
              );
            }
            return (
              /** @type {const} */
              [commentObj]
            );
          } else if (c === BS) {
            esc = true;
          } else if (c === DS && s.charAt(i2 + 1) === SQ && closesAnsiC(s, i2)) {
            flushRun();
            sawQuote = true;
            out += expandAnsiC(s.slice(i2 + 2, ansiCAt.lastIndex - 1));
            i2 = ansiCAt.lastIndex - 1;
          } else if (c === DS) {
            var value = parseEnvVar();
            if (!ifs) {
              out += value;
            } else {
              for (var vi = 0; vi < value.length; vi += 1) {
                var vc = value.charAt(vi);
                if (ifs.indexOf(vc) < 0) {
                  flushRun();
                  out += vc;
                } else if (pendingNw === null) {
                  pendingNw = vc === " " || vc === "	" || vc === "\n" ? 0 : 1;
                } else if (vc !== " " && vc !== "	" && vc !== "\n") {
                  pendingNw += 1;
                }
              }
            }
          } else {
            out += c;
          }
        }
        if (isGlob) {
          return (
            /** @type {GlobPattern} */
            { op: "glob", pattern: out }
          );
        }
        if (ifs) {
          if (pendingNw !== null && pendingNw > 0) {
            words[words.length] = out;
            out = "";
            for (var te = 1; te < pendingNw; te += 1) {
              words[words.length] = "";
            }
          }
          if (out !== "" || sawQuote && words.length === 0) {
            words[words.length] = out;
          }
          return words;
        }
        return out;
      }).reduce(
        function(prev, arg) {
          if (typeof arg === "undefined") {
            return prev;
          }
          [].concat(arg).forEach(function(entry) {
            prev[prev.length] = entry;
          });
          return prev;
        },
        /** @type {ParseEntry[]} */
        []
      );
    }
    module2.exports = function parse(s, env, opts) {
      var mapped = parseInternal(s, env, opts);
      if (typeof env !== "function") {
        return mapped;
      }
      return mapped.reduce(
        function(acc, s2) {
          if (typeof s2 === "object") {
            acc[acc.length] = s2;
            return acc;
          }
          var xs = s2.split(RegExp("(" + TOKEN + ".*?" + TOKEN + ")", "g"));
          if (xs.length === 1) {
            acc[acc.length] = xs[0];
            return acc;
          }
          xs.filter(Boolean).forEach(function(x) {
            acc[acc.length] = startsWithToken.test(x) ? JSON.parse(x.split(TOKEN)[1]) : x;
          });
          return acc;
        },
        /** @type {ParseEntry[]} */
        []
      );
    };
  }
});

// node_modules/shell-quote/index.js
var require_shell_quote = __commonJS({
  "node_modules/shell-quote/index.js"(exports2) {
    "use strict";
    exports2.quote = require_quote();
    exports2.parse = require_parse();
  }
});

// src/config/release.ts
async function parseRelease(text) {
  const { isMap, isScalar, LineCounter, parseDocument } = await Promise.resolve().then(() => __toESM(require("./on-demand/yaml.js"), 1));
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node) => lines.linePos(node?.range?.[0] ?? 0).line;
  const wrong = (line2, reason) => new BuildpackError("app::release-invalid", { line: line2, reason });
  const [error] = document.errors;
  if (error) throw wrong(lines.linePos(error.pos[0]).line, `it is not YAML: ${error.message}`);
  const root = document.contents;
  if (root === null || isScalar(root) && root.value === null) return { processTypes: {} };
  if (!isMap(root))
    throw wrong(lineOf(root), "it has to be a mapping, such as `default_process_types:` with a line for each");
  const types = root.get("default_process_types", true);
  if (types === void 0) return { processTypes: {} };
  if (!isMap(types))
    throw wrong(lineOf(types), "`default_process_types` has to be a mapping from process types to commands");
  const processTypes = types.items.map(({ key, value }) => {
    if (!isScalar(value) || typeof value.value !== "string") {
      throw wrong(
        lineOf(key),
        `the command of \`${String(key)}\` in \`default_process_types\` has to be a string`
      );
    }
    return [String(key), value.value];
  });
  return { processTypes: Object.fromEntries(processTypes) };
}
var init_release = __esm({
  "src/config/release.ts"() {
    "use strict";
    init_errors();
  }
});

// src/config/environment.ts
function readEnvironment(envDir) {
  const variables = readProcessEnvironment();
  const leftOut = { notIdentifiers: [], protected: [], withNul: [], tooLong: [] };
  for (const [name, value] of readConfigVariables(envDir, leftOut)) variables.set(name, value);
  return { variables, leftOut, setting: (name) => variables.get(name)?.toString() };
}
function readProcessEnvironment() {
  const variables = /* @__PURE__ */ new Map();
  const text = (0, import_node_fs6.readFileSync)("/proc/self/environ", "latin1");
  for (const entry of text.split("\0")) {
    const end2 = entry.indexOf("=");
    const given = entry.slice(0, Math.max(end2, 0));
    const name = given.startsWith(keptPrefix) ? given.slice(keptPrefix.length) : given;
    if (identifier.test(name) && !ownToShells.has(name))
      variables.set(name, Buffer.from(entry.slice(end2 + 1), "latin1"));
  }
  return variables;
}
function readConfigVariables(envDir, leftOut) {
  const variables = /* @__PURE__ */ new Map();
  if (envDir === void 0) return variables;
  let total = 0;
  for (const name of listFiles(envDir)) {
    if (!identifier.test(name)) leftOut.notIdentifiers.push(name);
    else if (neverLoaded.has(name)) leftOut.protected.push(name);
    else {
      const value = withoutTrailingNewlines(readValue(envDir, name));
      if (value.includes(0)) leftOut.withNul.push(name);
      else if (`${name}=`.length + value.length + 1 > longestVariable) leftOut.tooLong.push(name);
      else {
        variables.set(name, value);
        total += name.length + value.length;
      }
    }
  }
  if (total > mostConfigBytes)
    throw new BuildpackError("config::variables-too-large", { envDir, total, most: mostConfigBytes });
  return variables;
}
function listFiles(envDir) {
  try {
    const entries = (0, import_node_fs6.readdirSync)(envDir, { withFileTypes: true });
    return entries.flatMap((entry) => entry.isDirectory() ? [] : [entry.name]).sort();
  } catch (cause) {
    throw new BuildpackError("config::env-dir-unreadable", { envDir, reason: reasonOf(cause) }, { cause });
  }
}
function readValue(envDir, name) {
  try {
    return (0, import_node_fs6.readFileSync)((0, import_node_path6.join)(envDir, name));
  } catch (cause) {
    throw new BuildpackError(
      "config::variable-unreadable",
      { file: (0, import_node_path6.join)(envDir, name), reason: reasonOf(cause) },
      { cause }
    );
  }
}
function withoutTrailingNewlines(value) {
  let end2 = value.length;
  while (end2 > 0 && value[end2 - 1] === 10) end2 -= 1;
  return value.subarray(0, end2);
}
var import_node_fs6, import_node_path6, neverLoaded, ownToShells, keptPrefix, identifier;
var init_environment = __esm({
  "src/config/environment.ts"() {
    "use strict";
    import_node_fs6 = require("node:fs");
    import_node_path6 = require("node:path");
    init_defaults();
    init_errors();
    neverLoaded = /* @__PURE__ */ new Set([
      // Heroku's documented list, and what its official buildpacks add
      ...["PATH", "GIT_DIR", "CPATH", "CPPATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "LIBRARY_PATH", "LANG", "HOME", "PWD"],
      // what shells treat as their own
      ...["IFS", "ENV", "BASH_ENV", "CDPATH", "OPTIND", "UID", "EUID", "PPID", "SHELLOPTS", "BASHOPTS", "OLDPWD"],
      ...["BASH_VERSINFO", "BASH_XTRACEFD", "FUNCNEST", "TMOUT"],
      // the contract with installers
      ...["BUILD_DIR", "CACHE_DIR", "ENV_DIR", "INSTALLER_DIR", "PACKAGE", "APP_DIR", "RUNTIME_DIR", "CONFIG_DIR"]
    ]);
    ownToShells = /* @__PURE__ */ new Set([
      ...["IFS", "OPTIND", "UID", "EUID", "PPID", "SHELLOPTS", "BASHOPTS", "PWD", "OLDPWD", "_"],
      ...["BASH_VERSINFO", "BASH_XTRACEFD", "FUNCNEST", "TMOUT"]
    ]);
    keptPrefix = "MODULAR_KEPT_";
    identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
  }
});

// src/install/processes.ts
function isRunning(pid) {
  return readStat(pid) !== void 0;
}
function processesOfSession(session) {
  return (0, import_node_fs10.readdirSync)("/proc").flatMap((name) => {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : void 0;
    return stat?.session === session ? [{ pid: Number(name), program: stat.program }] : [];
  });
}
async function endSession(session, grace = termGrace) {
  const found = processesOfSession(session);
  signalAll(found, "SIGTERM");
  const start = Date.now();
  for (let left = found; left.length > 0; left = processesOfSession(session)) {
    const waited = Date.now() - start;
    if (waited >= 2 * grace) break;
    if (waited >= grace) signalAll(left, "SIGKILL");
    await (0, import_promises.setTimeout)(5);
  }
  return found;
}
function signalAll(processes, signal) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      const { code } = error;
      if (code !== "ESRCH" && code !== "EPERM") throw error;
    }
  }
}
function readStat(pid) {
  let text;
  try {
    text = (0, import_node_fs10.readFileSync)(`/proc/${pid}/stat`, "latin1");
  } catch {
    return void 0;
  }
  const nameEnd = text.lastIndexOf(")");
  const [state, , , session] = text.slice(nameEnd + 2).split(" ");
  if (state === "Z" || state === "X") return void 0;
  return { program: text.slice(text.indexOf("(") + 1, nameEnd), session: Number(session) };
}
var import_node_fs10, import_promises;
var init_processes = __esm({
  "src/install/processes.ts"() {
    "use strict";
    import_node_fs10 = require("node:fs");
    import_promises = require("node:timers/promises");
    init_defaults();
  }
});

// src/local/app-copy.ts
async function copyApp(appDir, out) {
  const source = findApp(appDir);
  const directory = out === void 0 ? (0, import_node_fs14.mkdtempSync)((0, import_node_path14.join)((0, import_node_fs14.realpathSync)((0, import_node_os4.tmpdir)()), "build_")) : (0, import_node_path14.resolve)(out);
  const isNew = out === void 0 || statusOf(directory) === void 0;
  refuseInside(source, directory, "--out");
  if (!isNew && !isEmptyDirectory(directory)) throw new BuildpackError("local::out-in-use", { out: directory });
  try {
    await (0, import_promises3.mkdir)(directory, { recursive: true });
    await (0, import_promises3.cp)(source, directory, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      mode: import_node_fs14.constants.COPYFILE_FICLONE,
      filter: (path) => (0, import_node_path14.relative)(source, path) !== ".git"
    });
  } catch (cause) {
    removeCopy({ directory, isNew });
    throw new BuildpackError("local::copy-failed", { appDir: source, directory, reason: reasonOf(cause) }, { cause });
  }
  return { directory, isNew };
}
function removeCopy({ directory, isNew }) {
  if (isNew) (0, import_node_fs14.rmSync)(directory, { recursive: true, force: true });
  else for (const name of (0, import_node_fs14.readdirSync)(directory)) (0, import_node_fs14.rmSync)((0, import_node_path14.join)(directory, name), { recursive: true, force: true });
}
function refuseInside(appDir, directory, option) {
  const path = (0, import_node_path14.relative)(findApp(appDir), realPathOf((0, import_node_path14.resolve)(directory)));
  if (path !== ".." && !path.startsWith("../"))
    throw new BuildpackError("local::inside-app", { option, directory, appDir });
}
function findApp(appDir) {
  if (!statusOf(appDir)?.isDirectory())
    throw new BuildpackError("usage::wrong", { message: `modular: APP_DIR is not a directory: ${appDir}` });
  return (0, import_node_fs14.realpathSync)(appDir);
}
function realPathOf(path) {
  return statusOf(path) ? (0, import_node_fs14.realpathSync)(path) : (0, import_node_path14.join)(realPathOf((0, import_node_path14.dirname)(path)), (0, import_node_path14.basename)(path));
}
function isEmptyDirectory(path) {
  return statusOf(path)?.isDirectory() === true && (0, import_node_fs14.readdirSync)(path).length === 0;
}
var import_node_fs14, import_promises3, import_node_os4, import_node_path14;
var init_app_copy = __esm({
  "src/local/app-copy.ts"() {
    "use strict";
    import_node_fs14 = require("node:fs");
    import_promises3 = require("node:fs/promises");
    import_node_os4 = require("node:os");
    import_node_path14 = require("node:path");
    init_errors();
    init_files();
  }
});

// src/local/env-file.ts
async function readEnvFile(file) {
  if (file === void 0) return {};
  const { parse } = await Promise.resolve().then(() => __toESM(require("./on-demand/dotenv.js"), 1));
  try {
    return parse((0, import_node_fs15.readFileSync)(file));
  } catch (cause) {
    throw new BuildpackError("local::env-file-unreadable", { file, reason: reasonOf(cause) }, { cause });
  }
}
var import_node_fs15;
var init_env_file = __esm({
  "src/local/env-file.ts"() {
    "use strict";
    import_node_fs15 = require("node:fs");
    init_errors();
  }
});

// src/local/phase.ts
function platformEnvironment() {
  const entries = Object.entries(process.env).flatMap(([name, value]) => {
    const isHandedOn = handedOn.has(name) || handedOn.has(name.toLowerCase()) || isSetting(name);
    return isHandedOn && value !== void 0 ? [[name, value]] : [];
  });
  return Object.fromEntries(entries);
}
async function runPhase({ buildpackDir, name, args, env, isCaptured }, abort) {
  abort.throwIfAborted();
  const child = (0, import_node_child_process3.spawn)((0, import_node_path15.join)(buildpackDir, "bin", name), args, { env, stdio: ["ignore", isCaptured ? "pipe" : 1, 2] });
  const interrupt = () => child.kill("SIGTERM");
  abort.addEventListener("abort", interrupt);
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => output += text);
  try {
    const status = await new Promise((resolve4, reject) => {
      child.once(
        "error",
        (cause) => reject(
          new BuildpackError("local::not-started", { program: child.spawnfile, reason: reasonOf(cause) }, { cause })
        )
      );
      child.once("close", (code, signal) => resolve4(code ?? 128 + import_node_os5.constants.signals[signal ?? "SIGKILL"]));
    });
    abort.throwIfAborted();
    if (status !== 0) throw new BuildpackError("local::phase-failed", { name, status }, { status });
    return output;
  } finally {
    abort.removeEventListener("abort", interrupt);
  }
}
var import_node_child_process3, import_node_os5, import_node_path15, handedOn, isSetting;
var init_phase = __esm({
  "src/local/phase.ts"() {
    "use strict";
    import_node_child_process3 = require("node:child_process");
    import_node_os5 = require("node:os");
    import_node_path15 = require("node:path");
    init_environment();
    init_errors();
    handedOn = /* @__PURE__ */ new Set([
      ...["PATH", "TMPDIR", "LANG", "LC_ALL", "TERM", "STACK", "CLEAN_CACHE", "CLEAR_CACHE", "RELOAD_REPOSITORY"],
      ...["http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"]
    ]);
    isSetting = (name) => name.startsWith("MODULAR_") && !name.startsWith(keptPrefix);
  }
});

// src/local/process-types.ts
async function readProcessTypes(directory, released) {
  const { processTypes } = await parseRelease(released);
  return { ...processTypes, ...readProcfile((0, import_node_path16.join)(directory, "Procfile")) };
}
function readProcfile(file) {
  if (!statusOf(file)?.isFile()) return {};
  const lines = (0, import_node_fs16.readFileSync)(file, "utf8").split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line2) => {
      const [, name, command] = /^([A-Za-z0-9_-]+):\s*(.+?)\s*$/.exec(line2) ?? [];
      return name === void 0 || command === void 0 ? [] : [[name, command]];
    })
  );
}
var import_node_fs16, import_node_path16;
var init_process_types = __esm({
  "src/local/process-types.ts"() {
    "use strict";
    import_node_fs16 = require("node:fs");
    import_node_path16 = require("node:path");
    init_release();
    init_files();
  }
});

// src/local/heroku-build.ts
async function buildLikeHeroku(buildpackDir, appDir, options, abort) {
  const config = await readEnvFile(options.envFile);
  const cacheDir = options.cache === void 0 ? defaultCache(appDir) : (0, import_node_path17.resolve)(options.cache);
  refuseInside(appDir, cacheDir, "--cache");
  const copy = await copyApp(appDir, options.out);
  const envDir = (0, import_node_fs17.mkdtempSync)((0, import_node_path17.join)((0, import_node_os6.tmpdir)(), "env_"));
  let isBuilt = false;
  try {
    for (const [name2, value] of Object.entries(config)) (0, import_node_fs17.writeFileSync)((0, import_node_path17.join)(envDir, name2), value, { mode: 384 });
    const { directory } = copy;
    const env = {
      ...platformEnvironment(),
      HOME: directory,
      ...options.stack === void 0 ? {} : { STACK: options.stack }
    };
    const run2 = (name2, isCaptured, ...args) => runPhase({ buildpackDir, name: name2, args, env, isCaptured }, abort);
    const name = await detect(run2("detect", true, directory), appDir);
    await run2("compile", false, directory, cacheDir, envDir);
    const processTypes = await readProcessTypes(directory, await run2("release", true, directory));
    isBuilt = true;
    return { name, copy, processTypes };
  } finally {
    (0, import_node_fs17.rmSync)(envDir, { recursive: true, force: true });
    if (!isBuilt) removeCopy(copy);
  }
}
async function detect(output, appDir) {
  try {
    return (await output).trim();
  } catch (error) {
    if (error instanceof BuildpackError && error.status === 1)
      throw new BuildpackError("local::not-detected", { appDir }, { cause: error });
    throw error;
  }
}
function defaultCache(appDir) {
  const path = import_node_fs17.realpathSync.native((0, import_node_path17.resolve)(appDir));
  const id = (0, import_node_crypto.createHash)("sha256").update(path).digest("hex").slice(0, 12);
  const caches = process.env["XDG_CACHE_HOME"] || (0, import_node_path17.join)((0, import_node_os6.homedir)(), ".cache");
  return (0, import_node_path17.join)(caches, "heroku-modular-buildpack", `${(0, import_node_path17.basename)(path)}-${id}`);
}
var import_node_crypto, import_node_fs17, import_node_os6, import_node_path17;
var init_heroku_build = __esm({
  "src/local/heroku-build.ts"() {
    "use strict";
    import_node_crypto = require("node:crypto");
    import_node_fs17 = require("node:fs");
    import_node_os6 = require("node:os");
    import_node_path17 = require("node:path");
    init_errors();
    init_app_copy();
    init_env_file();
    init_phase();
    init_process_types();
  }
});

// src/commands/build-app.ts
async function buildApp(buildpackDir, appDir, options, abort) {
  const { name, copy, processTypes } = await buildLikeHeroku(buildpackDir, appDir, options, abort);
  action(`Built ${name}: ${copy.directory}`);
  for (const [type, command] of Object.entries(processTypes)) detail(`${type}: ${command}`);
  return 0;
}
var init_build_app = __esm({
  "src/commands/build-app.ts"() {
    "use strict";
    init_output();
    init_heroku_build();
  }
});

// src/local/dyno.ts
function startDyno(options) {
  const unshare = findUnshare();
  if (unshare !== void 0) return startInNamespaces(unshare, options);
  warn(
    `This machine allows no namespaces (unshare): the app runs in ${options.directory}, and not at /app.
Packages that expect to be at /app do not work there.`
  );
  return startInPlace(options);
}
function findUnshare() {
  const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const options = ["--mount", "--pid", "--fork", "--kill-child", ...user === 0 ? [] : ["--user", "--map-root-user"]];
  const ids = user === 0 ? ["", ""] : [String(user), String(group)];
  const trial = (0, import_node_child_process4.spawnSync)("unshare", [...options, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], { stdio: "ignore" });
  return trial.status === 0 ? { options, ids } : void 0;
}
function startInNamespaces({ options, ids }, { buildpackDir, directory, command, env }) {
  const root = (0, import_node_fs18.mkdtempSync)((0, import_node_path18.join)((0, import_node_os7.tmpdir)(), "dyno_"));
  const script = (0, import_node_path18.join)(buildpackDir, "lib", "dyno.sh");
  const child = (0, import_node_child_process4.spawn)("unshare", [...options, "sh", script, directory, root, String(dynoGrace), ...ids, command], {
    env: { ...env, HOME: "/app" },
    detached: true,
    // Ctrl-C is for us alone: we end the app in order
    stdio: ["ignore", 1, 2, "pipe"]
  });
  const control = child.stdio[3];
  control.on("error", () => {
  });
  const end2 = exitStatus(child);
  const stop = () => {
    control.end();
    const last = setTimeout(() => child.kill("SIGKILL"), (dynoGrace + 2) * 1e3);
    void end2.finally(() => clearTimeout(last));
  };
  return { end: end2.finally(() => (0, import_node_fs18.rmdirSync)(root)), stop };
}
function startInPlace({ buildpackDir, directory, command, env }) {
  const child = (0, import_node_child_process4.spawn)("bash", [(0, import_node_path18.join)(buildpackDir, "lib", "boot.bash"), directory, command], {
    env: { ...env, HOME: directory },
    detached: true,
    stdio: ["ignore", 1, 2]
  });
  const endAll = async () => {
    if (child.pid !== void 0) await endSession(child.pid, dynoGrace * 1e3);
  };
  return { end: exitStatus(child).finally(endAll), stop: () => void endAll() };
}
function exitStatus(child) {
  return new Promise((resolve4, reject) => {
    child.once("error", (cause) => {
      reject(
        new BuildpackError("local::not-started", { program: child.spawnfile, reason: reasonOf(cause) }, { cause })
      );
    });
    child.once("exit", (status, signal) => resolve4(status ?? (signal === null ? 1 : 143)));
  });
}
var import_node_child_process4, import_node_fs18, import_node_os7, import_node_path18;
var init_dyno = __esm({
  "src/local/dyno.ts"() {
    "use strict";
    import_node_child_process4 = require("node:child_process");
    import_node_fs18 = require("node:fs");
    import_node_os7 = require("node:os");
    import_node_path18 = require("node:path");
    init_defaults();
    init_errors();
    init_processes();
    init_output();
  }
});

// src/local/port.ts
async function choosePort(wanted) {
  if (wanted !== void 0) {
    if (await isFree(wanted)) return wanted;
    throw new BuildpackError("local::port-in-use", { port: wanted });
  }
  let port = firstPort;
  while (!await isFree(port)) port += 1;
  return port;
}
async function waitForListener(port, milliseconds, abort) {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline && !abort.aborted) {
    if (await isListening(port)) return true;
    await (0, import_promises4.setTimeout)(25);
  }
  return false;
}
function isFree(port) {
  return new Promise((resolve4) => {
    const server = (0, import_node_net.createServer)();
    server.once("error", () => resolve4(false));
    server.listen(port, () => server.close(() => resolve4(true)));
  });
}
function isListening(port) {
  return new Promise((resolve4) => {
    const socket = (0, import_node_net.connect)(port, "localhost");
    socket.once("connect", () => resolve4(true));
    socket.once("error", () => resolve4(false));
    socket.once("connect", () => socket.destroy());
  });
}
var import_node_net, import_promises4;
var init_port = __esm({
  "src/local/port.ts"() {
    "use strict";
    import_node_net = require("node:net");
    import_promises4 = require("node:timers/promises");
    init_defaults();
    init_errors();
  }
});

// src/commands/run-app.ts
async function runApp(buildpackDir, appDir, options, abort) {
  const port = await choosePort(options.port);
  const { copy, processTypes } = await buildLikeHeroku(buildpackDir, appDir, options, abort);
  try {
    const command = processTypes[options.process];
    if (command === void 0)
      throw new BuildpackError("local::no-such-process", { name: options.process, known: Object.keys(processTypes) });
    abort.throwIfAborted();
    action(`Starting ${options.process} with PORT=${port}: ${command}`);
    const config = await readEnvFile(options.envFile);
    const platform = { ...platformEnvironment(), PORT: String(port), DYNO: `${options.process}.1` };
    const dyno = startDyno({ buildpackDir, directory: copy.directory, command, env: { ...config, ...platform } });
    return await attend(dyno, port, options, abort);
  } finally {
    if (options.out === void 0) removeCopy(copy);
  }
}
async function attend(dyno, port, options, abort) {
  const stop = () => dyno.stop();
  const ended = new AbortController();
  const end2 = dyno.end.finally(() => ended.abort());
  end2.catch(() => {
  });
  abort.addEventListener("abort", stop);
  try {
    if (options.check !== void 0) {
      const result = await check2(port, options.check, ended.signal).finally(async () => {
        stop();
        await end2;
      });
      abort.throwIfAborted();
      return result;
    }
    if (options.process === "web") void announce(port, ended.signal);
    const status = await end2;
    abort.throwIfAborted();
    return status;
  } finally {
    abort.removeEventListener("abort", stop);
  }
}
async function announce(port, ended) {
  if (await waitForListener(port, bootTimeout, ended)) action(`Listening at http://localhost:${port}`);
  else if (!ended.aborted)
    warn(`The app does not listen on port ${port} yet: after ${bootTimeout / 1e3} seconds Heroku would end it.`);
}
async function check2(port, path, ended) {
  if (!await waitForListener(port, bootTimeout, ended)) {
    throw new BuildpackError("local::not-listening", { port, seconds: bootTimeout / 1e3 });
  }
  const url = `http://localhost:${port}/${path.replace(/^\//, "")}`;
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.any([ended, AbortSignal.timeout(bootTimeout)])
    });
    detail(`GET ${url}: HTTP ${response.status}`);
    line(await response.text());
    return response.status < 400 ? 0 : 1;
  } catch (cause) {
    throw new BuildpackError(
      "local::check-failed",
      { url, reason: reasonOf(cause.cause ?? cause) },
      { cause }
    );
  }
}
var init_run_app = __esm({
  "src/commands/run-app.ts"() {
    "use strict";
    init_defaults();
    init_errors();
    init_app_copy();
    init_dyno();
    init_env_file();
    init_heroku_build();
    init_phase();
    init_port();
    init_output();
  }
});

// src/commands/modular.ts
var modular_exports = {};
__export(modular_exports, {
  modular: () => modular
});
async function modular(buildpackDir, args, abort) {
  const { Command, CommanderError, InvalidArgumentError } = await Promise.resolve().then(() => __toESM(require("./on-demand/commander.js"), 1));
  const asPort = (text) => {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new InvalidArgumentError("It has to be a number from 1 to 65535.");
    return port;
  };
  let status = 0;
  const program = new Command("modular").description("Builds and runs apps with this buildpack on your own machine, as a platform would.").version(version, "--version", "print the version of the buildpack").exitOverride();
  addBuildOptions(program.command("build")).description("Build a copy of an app as Heroku would (detect, compile, release), and say where it is.").action(async (appDir, options) => {
    status = await buildApp(buildpackDir, appDir, options, abort);
  });
  addBuildOptions(program.command("run")).description("Build a copy of an app, and run one of its processes as a dyno does, at /app.").option("--port <n>", "the port that the app is told to listen on (default: the first free one from 5000)", asPort).option("--process <name>", "the process type to run, from the Procfile or the release file", "web").option("--check <path>", "request this path once the app listens, print the answer, and end the app").action(async (appDir, options) => {
    status = await runApp(buildpackDir, appDir, options, abort);
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageStatus;
  }
  return status;
}
function addBuildOptions(command) {
  return command.argument("<app-dir>", "the app; it is never changed").option("--out <dir>", "where to build: a new or empty directory (default: a temporary one)").option("--cache <dir>", "the app's build cache (default: one below ~/.cache, by the app's path)").option("--env-file <file>", "config variables, as NAME=value lines").option("--stack <name>", "the platform stack to build for, such as heroku-24");
}
var init_modular = __esm({
  "src/commands/modular.ts"() {
    "use strict";
    init_defaults();
    init_build_app();
    init_run_app();
  }
});

// src/main.ts
var import_node_path19 = require("node:path");

// src/build.ts
var import_node_fs13 = require("node:fs");
var import_node_os3 = require("node:os");
var import_node_path12 = require("node:path");

// src/assemble/boot-script.ts
var import_node_fs3 = require("node:fs");
var import_node_path2 = require("node:path");
init_errors();
init_files();
init_output();
var beginning = `#!/bin/sh

if [ -f ./configure.sh ]; then
	chmod +x ./configure.sh
	. ./configure.sh
fi

`;
var end = "wait\n";
function beginBootScript(buildDir) {
  const file = (0, import_node_path2.join)(buildDir, "boot.sh");
  const own = (0, import_node_fs3.lstatSync)(file, { throwIfNoEntry: false });
  if (own?.isDirectory()) throw new BuildpackError("build::boot-script-is-directory", { file });
  if (own !== void 0)
    warn("The app's own boot.sh is replaced: the buildpack writes one. What it did belongs into configure.sh.");
  try {
    replaceFile(file, beginning, 493);
  } catch (cause) {
    throw new BuildpackError(
      "build::directory-not-writable",
      { directory: buildDir, reason: reasonOf(cause) },
      { cause }
    );
  }
}
function endBootScript(buildDir) {
  const file = (0, import_node_path2.join)(buildDir, "boot.sh");
  if (!statusOf(file)?.isFile()) {
    warn("An installer has removed boot.sh: the app has to be started by a command of its own.");
    return;
  }
  const text = (0, import_node_fs3.readFileSync)(file, "latin1");
  (0, import_node_fs3.appendFileSync)(file, text.endsWith("\n") ? end : `
${end}`);
}

// src/assemble/extensions.ts
var import_node_fs4 = require("node:fs");
var import_node_path3 = require("node:path");
init_errors();
init_files();

// src/shell-text.ts
var import_shell_quote = __toESM(require_shell_quote(), 1);
function quoteWord(text) {
  return (0, import_shell_quote.quote)([text]);
}
function quoteBytes(bytes) {
  return Buffer.from((0, import_shell_quote.quote)([bytes.toString("latin1")]), "latin1");
}
function doubleQuoted(bytes) {
  const text = bytes.toString("latin1");
  const closers = [];
  let word = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === "\\") {
      word += char + (next || char);
      at += 1;
      continue;
    }
    if (char === closers.at(-1)) closers.pop();
    else if (char === "$" && next === "(") closers.push(")");
    else if (char === "$" && next === "{") closers.push("}");
    else if (char === "`") closers.push("`");
    else if (char === "(" && closers.at(-1) === ")" && text.charAt(at - 1) !== "$") closers.push(")");
    word += char === '"' && closers.length === 0 ? '\\"' : char;
  }
  return Buffer.from(word, "latin1");
}

// src/assemble/extensions.ts
function extendProfile(buildDir, packageName2, variable, word) {
  const directory = (0, import_node_path3.join)(buildDir, ".profile.d");
  const file = (0, import_node_path3.join)(directory, `${packageName2}.sh`);
  const line2 = extension(variable, word).subarray(0, -1);
  try {
    (0, import_node_fs4.mkdirSync)(directory, { recursive: true });
    const text = (0, import_node_fs4.existsSync)(file) ? (0, import_node_fs4.readFileSync)(file) : Buffer.alloc(0);
    const lines = text.toString("latin1").split("\n");
    if (`
${lines.join("\n")}
`.includes(`
${line2.toString("latin1")}
`)) return;
    const separator = text.length === 0 || text.at(-1) === 10 ? "" : "\n";
    (0, import_node_fs4.appendFileSync)(file, Buffer.concat([Buffer.from(separator), line2, Buffer.from("\n")]));
  } catch (cause) {
    throw new BuildpackError("build::profile-not-writable", { file, reason: reasonOf(cause) }, { cause });
  }
}
var ExportFile = class {
  #lines = /* @__PURE__ */ new Map();
  add(variable, value) {
    const line2 = extension(variable, quoteBytes(value), "");
    this.#lines.set(line2.toString("latin1"), line2);
  }
  /**
   * Writes the file for the buildpacks that come next, or removes what an earlier build left there. Nothing
   * happens where the directory cannot be written: on some platforms it is read-only, and none needs the file then.
   */
  write(file) {
    try {
      if (this.#lines.size > 0) replaceFile(file, Buffer.concat([...this.#lines.values()]));
      else (0, import_node_fs4.rmSync)(file, { force: true });
    } catch (error) {
      const { code } = error;
      if (code !== "EACCES" && code !== "EROFS" && code !== "EPERM") throw error;
    }
  }
};
function extension(variable, word, close = '"') {
  const opening = `export ${variable}="\${${variable}:+\${${variable}}:}`;
  return Buffer.concat([Buffer.from(close === "" ? `${opening}"` : opening), word, Buffer.from(`${close}
`)]);
}

// src/assemble/manifest.ts
var import_node_path4 = require("node:path");
init_files();
function writeManifest(buildDir, { buildpackVersion, stack, packages }) {
  const sorted = [...packages].sort((a, b) => a.name < b.name ? -1 : 1);
  const manifest = {
    format: 1,
    buildpack: buildpackVersion,
    stack: stack ?? null,
    packages: sorted.map(({ name, source }) => ({ name, source, artifacts: [] }))
  };
  replaceFile((0, import_node_path4.join)(buildDir, ".modular", "packages.json"), `${JSON.stringify(manifest, void 0, "	")}
`);
}

// src/config/app.ts
var import_node_fs5 = require("node:fs");
var import_node_path5 = require("node:path");
init_errors();
init_files();

// src/config/package-name.ts
var packageName = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
function isPackageName(word) {
  return packageName.test(word);
}

// src/config/app.ts
init_release();
var configDirectory = "build/heroku";
async function readApp(appDir) {
  const directory = (0, import_node_path5.join)(appDir, configDirectory);
  const install = readConfigFile(directory, "install");
  const wanted = install === void 0 ? void 0 : parseInstallFile(install);
  const release = readConfigFile(directory, "release");
  if (release !== void 0) await parseRelease(release.toString());
  const compileScript2 = (0, import_node_path5.join)(directory, "compile");
  return {
    wanted,
    namesRepositories: isFile((0, import_node_path5.join)(directory, "repos"), "repos"),
    compileScript: isFile(compileScript2, "compile") ? compileScript2 : void 0
  };
}
function parseInstallFile(content) {
  const lines = content.toString().split("\n");
  return lines.flatMap((text, index) => {
    const line2 = index + 1;
    if (text.includes("\0")) throw new BuildpackError("app::install-holds-nul", { line: line2 });
    const words = text.split(/\s+/).filter((word) => word !== "");
    const comment = words.findIndex((word) => word.startsWith("#"));
    return words.slice(0, comment === -1 ? void 0 : comment).map((name) => {
      if (!isPackageName(name)) throw new BuildpackError("app::invalid-package-name", { name, line: line2 });
      return { name, line: line2 };
    });
  });
}
function readConfigFile(directory, name) {
  const file = (0, import_node_path5.join)(directory, name);
  if (!isFile(file, name)) return void 0;
  try {
    return (0, import_node_fs5.readFileSync)(file);
  } catch (cause) {
    throw new BuildpackError("app::config-unreadable", { name, reason: reasonOf(cause) }, { cause });
  }
}
function isFile(file, name) {
  const status = statusOf(file);
  if (status !== void 0 && !status.isFile()) throw new BuildpackError("app::config-not-a-file", { name });
  return status !== void 0;
}

// src/build.ts
init_environment();
init_defaults();
init_errors();

// src/fetch/cache.ts
var import_node_fs7 = require("node:fs");
var import_node_process = require("node:process");
var import_node_path7 = require("node:path");
init_defaults();
init_errors();
init_files();
init_output();
function prepareCache({ cacheDir, precious, stack, clean }) {
  const marker = (0, import_node_path7.join)(cacheDir, ownCache, "filled-for");
  const filledFor = `${stack ?? "unknown"} ${import_node_process.arch}
`;
  try {
    const before = statusOf(marker) ? (0, import_node_fs7.readFileSync)(marker, "utf8") : filledFor;
    if (clean) {
      empty(cacheDir, precious);
      detail("The cache was emptied.");
    } else if (before !== filledFor) {
      empty(cacheDir, precious);
      detail(`The cache was emptied: it was filled for ${before.trim()}, and this is ${filledFor.trim()}.`);
    }
    (0, import_node_fs7.mkdirSync)(cacheDir, { recursive: true });
    if (!statusOf(marker) || before !== filledFor) replaceFile(marker, filledFor);
  } catch (cause) {
    if (cause instanceof BuildpackError) throw cause;
    throw new BuildpackError("cache::not-usable", { cacheDir, reason: reasonOf(cause) }, { cause });
  }
}
function empty(cacheDir, precious) {
  if (!statusOf(cacheDir)) return;
  const real = (0, import_node_fs7.realpathSync)(cacheDir);
  for (const directory of precious) {
    if (statusOf(directory) && `${(0, import_node_fs7.realpathSync)(directory)}${import_node_path7.sep}`.startsWith(real === import_node_path7.sep ? import_node_path7.sep : `${real}${import_node_path7.sep}`)) {
      throw new BuildpackError("cache::holds-something-precious", { cacheDir, directory });
    }
  }
  for (const name of (0, import_node_fs7.readdirSync)(real)) {
    if (name !== ownCache) (0, import_node_fs7.rmSync)((0, import_node_path7.join)(real, name), { recursive: true, force: true });
  }
  const own = (0, import_node_path7.join)(real, ownCache);
  for (const name of statusOf(own)?.isDirectory() ? (0, import_node_fs7.readdirSync)(own) : []) {
    if (name !== "node") (0, import_node_fs7.rmSync)((0, import_node_path7.join)(own, name), { recursive: true, force: true });
  }
}

// src/build.ts
init_files();

// src/install/answers.ts
init_errors();
init_output();

// src/install/ledger.ts
var compileScript = `${configDirectory}/compile`;
var Ledger = class {
  #present = /* @__PURE__ */ new Set();
  #inProgress = /* @__PURE__ */ new Map();
  #byId = /* @__PURE__ */ new Map();
  /** Who waits (undefined: the app's own list) for a package that another process installs. */
  #waits = /* @__PURE__ */ new Set();
  /** The requirement of that number; undefined for 0 and for what never was. */
  requirement(id) {
    return this.#byId.get(id);
  }
  standing(name, requirer) {
    if (this.#present.has(name)) return { is: "present" };
    const run2 = this.#inProgress.get(name);
    if (run2 === void 0) return { is: "absent" };
    const way = this.#wayBack(name, requirer, /* @__PURE__ */ new Set());
    if (way !== void 0) return { is: "circular", circle: [...way, name] };
    return { is: "in-progress", end: run2.end };
  }
  /** Notes that somebody waits for the end of a package's installer. */
  async wait(name, requirer, end2) {
    const entry = { requirer, name };
    this.#waits.add(entry);
    await end2;
    this.#waits.delete(entry);
  }
  begin(name, file, requirer, job) {
    const requirement = { id: this.#byId.size + 1, name, file, requirer, job };
    let finish = () => {
    };
    const end2 = new Promise((resolve4) => finish = resolve4);
    this.#byId.set(requirement.id, requirement);
    this.#inProgress.set(name, { requirement, end: end2, finish });
    return requirement;
  }
  /** Notes that an installer has run to its end. */
  finish(requirement) {
    this.#present.add(requirement.name);
    this.#inProgress.get(requirement.name)?.finish();
    this.#inProgress.delete(requirement.name);
  }
  /** Makes a package count as installed. */
  mark(name) {
    this.#present.add(name);
  }
  /** The installers that have begun and not ended, in that order. */
  get inProgress() {
    return [...this.#inProgress.values()].map(({ requirement }) => requirement);
  }
  /**
   * The names from a package that is in progress to a requirer of it: a chain of requirers, or several such
   * chains, each waiting for a package in the next. Undefined where there is no such way.
   */
  #wayBack(name, requirer, seen) {
    if (seen.has(name)) return void 0;
    seen.add(name);
    const chain = chainOf(requirer);
    const start = chain.indexOf(name);
    if (start !== -1) return chain.slice(start);
    for (const wait of this.#waits) {
      const waiting = chainOf(wait.requirer);
      const from = waiting.indexOf(name);
      if (from === -1) continue;
      const rest = this.#wayBack(wait.name, requirer, seen);
      if (rest !== void 0) return [...waiting.slice(from), ...rest];
    }
    return void 0;
  }
};
function chainOf(requirement) {
  const names = [];
  for (let each = requirement; each !== void 0; each = each.requirer) names.push(each.name);
  return names.reverse();
}

// src/install/shell-syntax.ts
var import_node_child_process = require("node:child_process");
var import_node_fs8 = require("node:fs");
function syntaxErrorIn(shell, file) {
  return isReadable(file) ? check(shell, [file]) : void 0;
}
function syntaxErrorInText(shell, text) {
  return check(shell, [], text);
}
function isReadable(file) {
  try {
    (0, import_node_fs8.accessSync)(file, import_node_fs8.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
function check([program = "/bin/sh", ...options], operands, input) {
  const { status, stderr: stderr2 } = (0, import_node_child_process.spawnSync)(program, [...options, "-n", ...operands], { input, env: {}, encoding: "utf8" });
  return status === 0 ? void 0 : stderr2.trim();
}

// src/install/answers.ts
var nothing = ":";
async function answerQuestion(context, question, job) {
  const requirer = context.ledger.requirement(question.requirement);
  const words = question.arguments.map((word) => word.toString());
  switch (question.verb) {
    case "require":
      return await requirePackage(context, words[0] ?? "", requirer, job);
    case "installed":
      context.ledger.finish(known(requirer, question));
      return nothing;
    case "failed":
      noteFailed(context, known(requirer, question), Number(words[0]));
      return nothing;
    case "mark":
      for (const name of words) context.ledger.mark(checkName(name, requirer));
      return nothing;
    case "env-extend":
      return extendVariable(context, question.arguments, requirer);
    case "extended":
      context.exportFile.add(words[0] ?? "", question.arguments[1] ?? Buffer.alloc(0));
      return nothing;
    case "fail":
      throw new BuildpackError("package::failed", { message: words.join(" ") });
    case "compile":
      return runCompileScript(context);
    default:
      throw new BuildpackError("internal::unknown-question", { verb: question.verb });
  }
}
async function requirePackage(context, name, requirer, job) {
  const { ledger, resolver } = context;
  checkName(name, requirer);
  const standing = ledger.standing(name, requirer);
  switch (standing.is) {
    case "present":
      return nothing;
    case "circular":
      throw new BuildpackError("package::circle", { circle: standing.circle });
    case "in-progress":
      await ledger.wait(name, requirer, standing.end);
      return nothing;
  }
  const installer = resolver.find(name);
  if (installer === void 0) {
    const by = requirer?.file ?? wantedIn(context.wanted, name);
    throw new BuildpackError("package::unknown", {
      name,
      by,
      searched: Object.values(resolver.directories),
      close: await resolver.suggest(name)
    });
  }
  action(`Installing ${name} (from the ${installer.source})`);
  if (job !== void 0)
    warn(`${name} is installed in a subshell: functions and variables that it defines stay there.`);
  context.installed.push(installer);
  const { id } = ledger.begin(name, installer.file, requirer, job);
  return `__source ${id} "$__${installer.source}/${name}.sh" ${name} "$__${installer.source}"`;
}
function wantedIn(wanted, name) {
  const line2 = wanted.find((each) => each.name === name)?.line;
  return line2 === void 0 ? "the end of the build" : `build/heroku/install, line ${line2}`;
}
function runCompileScript({ ledger, compileScript: file, configDir }) {
  if (file === void 0) return nothing;
  action("Running the app's build/heroku/compile");
  const { id } = ledger.begin(compileScript, file, void 0, void 0);
  return `__source ${id} ${quoteWord(file)} compile ${quoteWord(configDir)}`;
}
function noteFailed(context, requirement, status) {
  const { name, file } = requirement;
  const message = syntaxErrorIn(context.shell, file);
  if (message !== void 0) throw new BuildpackError("package::syntax-error", { name, file, message });
  if (context.isStrict) throw new BuildpackError("package::last-command-failed", { name, file, status });
  warn(`The last command of ${name} failed with status ${status} (${file}).`);
  context.ledger.finish(requirement);
}
function known(requirement, { verb }) {
  if (requirement === void 0) throw new BuildpackError("internal::unknown-question", { verb });
  return requirement;
}
function checkName(name, requirer) {
  if (!isPackageName(name)) throw new BuildpackError("package::invalid-name", { name, file: requirer?.file });
  return name;
}
var identifier2 = /^[A-Za-z_][A-Za-z0-9_]*$/;
var plainWord = /^(?:[^`$\\"]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*$/;
function extendVariable(context, given, requirer) {
  const [variable, value] = given;
  const name = variable?.toString() ?? "";
  const file = requirer?.file;
  if (value === void 0 || given.length > 2)
    throw new BuildpackError("package::env-extend-arguments", { given: given.length, file });
  if (!identifier2.test(name)) throw new BuildpackError("package::env-extend-variable", { name, file });
  const word = doubleQuoted(value);
  if (!plainWord.test(value.toString("latin1"))) {
    const message = syntaxErrorInText(context.shell, Buffer.concat([Buffer.from(': "'), word, Buffer.from('"\n')]));
    if (message !== void 0)
      throw new BuildpackError("package::env-extend-value", { name, value: value.toString(), file, message });
  }
  const packageName2 = requirer === void 0 ? "modular" : requirer.name === compileScript ? "compile" : requirer.name;
  extendProfile(context.buildDir, packageName2, name, word);
  return Buffer.concat([Buffer.from('__value="'), word, Buffer.from(`"
__extend ${name}`)]);
}

// src/install/session.ts
var import_node_child_process2 = require("node:child_process");
var import_node_fs11 = require("node:fs");
var import_node_path9 = require("node:path");
var import_promises2 = require("node:timers/promises");
init_defaults();
init_errors();
init_files();
init_output();

// src/install/jobs.ts
var import_node_fs9 = require("node:fs");
var import_node_path8 = require("node:path");

// src/install/protocol.ts
var QuestionReader = class {
  #rest = Buffer.alloc(0);
  #fields = [];
  /** Takes the next bytes, and gives the questions that they complete. */
  read(bytes) {
    const questions = [];
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let end2 = rest.indexOf(0); end2 !== -1; end2 = rest.indexOf(0)) {
      this.#fields.push(rest.subarray(0, end2));
      rest = rest.subarray(end2 + 1);
      const [count, requirement, verb, ...words] = this.#fields;
      if (verb !== void 0 && words.length === Number(count) - 1) {
        questions.push({ requirement: Number(requirement), verb: verb.toString(), arguments: words });
        this.#fields = [];
      }
    }
    this.#rest = rest;
    return questions;
  }
};
function encodeAnswer(answer) {
  const text = Buffer.from(answer);
  let lines = 1;
  for (const byte of text) if (byte === 10) lines += 1;
  return Buffer.concat([Buffer.from(`${lines}
`), text, Buffer.from("\n")]);
}

// src/install/jobs.ts
function receiveFromJob(directory, job) {
  const file = (0, import_node_path8.join)(directory, `${job}.question`);
  const pipe = (0, import_node_path8.join)(directory, `${job}.answer`);
  const [question] = new QuestionReader().read((0, import_node_fs9.readFileSync)(file));
  let descriptor;
  try {
    descriptor = (0, import_node_fs9.openSync)(pipe, import_node_fs9.constants.O_WRONLY | import_node_fs9.constants.O_NONBLOCK);
  } catch (error) {
    if (error.code === "ENXIO") return void 0;
    throw error;
  } finally {
    (0, import_node_fs9.rmSync)(file);
    (0, import_node_fs9.rmSync)(pipe);
  }
  (0, import_node_fs9.writeSync)(descriptor, "ready\n");
  if (question === void 0) throw new Error(`job ${job} announced a question and wrote none`);
  return {
    question,
    reply(answer) {
      try {
        (0, import_node_fs9.writeSync)(descriptor, encodeAnswer(answer));
      } catch (error) {
        if (error.code !== "EPIPE") throw error;
      } finally {
        (0, import_node_fs9.closeSync)(descriptor);
      }
    }
  };
}

// src/install/session.ts
init_processes();
var Session = class {
  #options;
  #startFile;
  #shell;
  #questions;
  #answers;
  /** What ends the session before its time: an error of `answer`. */
  #failure;
  #isComplete = false;
  #jobsAsking = 0;
  #lostJob;
  constructor(options) {
    this.#options = options;
    this.#startFile = (0, import_node_path9.join)(options.directory, "start");
    (0, import_node_fs11.writeFileSync)(this.#startFile, options.start, { mode: 384 });
    const [program = "/bin/sh", ...shellOptions] = options.shell;
    this.#shell = (0, import_node_child_process2.spawn)(program, [...shellOptions, options.script, options.directory], {
      env: {},
      detached: true,
      // a session and process group of its own, to be ended as a whole
      stdio: ["ignore", 1, 2, "ignore", "ignore", "ignore", 1, 2, "pipe", "pipe"]
    });
    const pipes = this.#shell.stdio;
    this.#questions = pipes[8];
    this.#answers = pipes[9];
  }
  /** @throws what `answer` threw first, or the reason of `abort` */
  async run() {
    const { busyJobs, abort, directory } = this.#options;
    const exit = this.#exit();
    this.#listen();
    const watch = watchJobs(busyJobs, (job) => {
      this.#lostJob ??= job;
      void this.#end();
    });
    const interrupt = () => void this.#end();
    abort.addEventListener("abort", interrupt);
    try {
      if (abort.aborted) interrupt();
      const { status, signal } = await exit;
      while (status === 0 && this.#isGood && (this.#jobsAsking > 0 || busyJobs().length > 0))
        await (0, import_promises2.setTimeout)(jobPollInterval);
      const left = await this.#endWhatIsLeft();
      abort.throwIfAborted();
      if (this.#failure !== void 0) throw this.#failure.error;
      if (status === 0 && this.#isGood) warnOfLeftJobs(left);
      const lostDescriptor = readLostDescriptor(directory);
      return { status, signal, isComplete: this.#isComplete, lostDescriptor, lostJob: this.#lostJob };
    } finally {
      clearInterval(watch);
      abort.removeEventListener("abort", interrupt);
      this.#questions.destroy();
      this.#answers.destroy();
    }
  }
  get #isGood() {
    return this.#failure === void 0 && this.#lostJob === void 0 && !this.#options.abort.aborted;
  }
  /** The end of the main shell. Not 'close': a job that is left behind holds the descriptors. */
  #exit() {
    return new Promise((resolve4, reject) => {
      this.#shell.once(
        "exit",
        (status, signal) => resolve4({ status: status ?? void 0, signal: signal ?? void 0 })
      );
      this.#shell.once("error", (cause) => {
        reject(
          new BuildpackError(
            "session::shell-not-started",
            { shell: this.#options.shell.join(" "), reason: reasonOf(cause) },
            { cause }
          )
        );
      });
    });
  }
  #listen() {
    const questions = new QuestionReader();
    this.#questions.once("data", () => (0, import_node_fs11.rmSync)(this.#startFile, { force: true }));
    this.#questions.on(
      "data",
      (bytes) => questions.read(bytes).forEach((question) => void this.#answerMain(question))
    );
    let announced = "";
    this.#answers.on("data", (bytes) => {
      const lines = `${announced}${bytes.toString()}`.split("\n");
      announced = lines.pop() ?? "";
      for (const job of lines) void this.#answerJob(Number(job));
    });
    for (const pipe of [this.#questions, this.#answers]) pipe.on("error", () => {
    });
  }
  async #answerMain(question) {
    let answer = ":";
    try {
      if (question.verb === "end") this.#isComplete = true;
      else answer = await this.#options.answer(question);
    } catch (error) {
      this.#failure ??= { error };
    }
    if (question.verb === "installed") return;
    this.#answers.write(encodeAnswer(this.#failure === void 0 ? answer : "exit 1"));
  }
  async #answerJob(job) {
    this.#jobsAsking += 1;
    try {
      const received = receiveFromJob(this.#options.directory, job);
      received?.reply(await this.#options.answer(received.question, job));
    } catch (error) {
      this.#failure ??= { error };
      await this.#end();
    } finally {
      this.#jobsAsking -= 1;
    }
  }
  /** Ends every process of the session, and gives those that it found. */
  async #end() {
    const { pid } = this.#shell;
    return pid === void 0 ? [] : await endSession(pid);
  }
  /** The same after the main shell's end; costs nothing where nothing is left, which is nearly always. */
  async #endWhatIsLeft() {
    await (0, import_promises2.setImmediate)();
    const isAlone = this.#questions.readableEnded && !isGroupAlive(this.#shell.pid);
    return isAlone ? [] : await this.#end();
  }
};
function watchJobs(busyJobs, found) {
  let suspects = [];
  return setInterval(() => {
    const gone = busyJobs().filter((job) => !isRunning(job));
    const lost = gone.find((job) => suspects.includes(job));
    suspects = gone;
    if (lost !== void 0) found(lost);
  }, jobPollInterval);
}
function isGroupAlive(group) {
  if (group === void 0) return false;
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
function warnOfLeftJobs(left) {
  if (left.length === 0) return;
  const names = left.map(({ pid, program }) => `${program} (${pid})`).join(", ");
  warn(`Ended what installers left running: ${names}.`);
}
function readLostDescriptor(directory) {
  const file = (0, import_node_path9.join)(directory, "lost-descriptor");
  return statusOf(file) ? Number((0, import_node_fs11.readFileSync)(file, "utf8")) : void 0;
}

// src/install/start-text.ts
var import_node_path10 = require("node:path");
function startText({ place, cacheDir, stack, environment, packages, installers }) {
  const variables = {
    BUILD_DIR: place.buildDir,
    CACHE_DIR: cacheDir,
    ENV_DIR: place.envDir ?? "",
    APP_DIR: place.appDir,
    RUNTIME_DIR: place.runtimeDir,
    CONFIG_DIR: (0, import_node_path10.join)(place.appDir, configDirectory),
    ...stack === void 0 ? {} : { STACK: stack },
    __build_dir: place.buildDir,
    __runtime_dir: place.runtimeDir,
    __app: installers.app,
    __buildpack: installers.buildpack
  };
  const exported = [...environment.variables].filter(([name]) => !isLocale(name));
  const locale = [...environment.variables].filter(([name]) => isLocale(name));
  return Buffer.concat([
    ...exported.map(exportLine),
    ...Object.entries(variables).map(([name, value]) => Buffer.from(`${name}=${quoteWord(value)}
`)),
    Buffer.from(`set -- ${packages.join(" ")}
`),
    ...locale.map(exportLine)
    // last: until then bash reads this text as bytes
  ]);
}
function exportLine([name, value]) {
  return Buffer.concat([Buffer.from(`export ${name}=`), quoteBytes(value), Buffer.from("\n")]);
}
function isLocale(name) {
  return name === "LANG" || name.startsWith("LC_");
}

// src/install/verdict.ts
init_errors();
var import_node_os2 = require("node:os");
function judgeEnd(end2, ledger, shell) {
  const running = ledger.inProgress.filter(({ job }) => job === end2.lostJob).at(-1);
  const name = running?.name ?? "the end of the build";
  const file = running?.file;
  if (end2.lostDescriptor !== void 0)
    throw new BuildpackError("package::closed-descriptor", { name, file, descriptor: end2.lostDescriptor });
  if (end2.lostJob !== void 0) throw new BuildpackError("package::ended-subshell", { name, file });
  if (end2.signal !== void 0) {
    const status2 = 128 + import_node_os2.constants.signals[end2.signal];
    throw new BuildpackError("package::killed-shell", { name, file, signal: end2.signal }, { status: status2 });
  }
  const status = end2.status ?? 1;
  if (status !== 0) {
    const message = running && syntaxErrorIn(shell, running.file);
    if (message !== void 0)
      throw new BuildpackError("package::syntax-error", { name, file: running?.file ?? "", message });
    throw new BuildpackError("package::exited", { name, file, status }, { status });
  }
  if (!end2.isComplete && !isCompileScript(running)) throw new BuildpackError("package::exited-early", { name, file });
}
function isCompileScript(running) {
  return running?.name === compileScript;
}

// src/build.ts
init_output();

// src/resolve/resolver.ts
var import_node_fs12 = require("node:fs");
var import_node_path11 = require("node:path");
init_defaults();
init_files();
function createResolver(appDir, buildpackDir) {
  const directories = {
    app: (0, import_node_path11.join)(appDir, configDirectory, "installers"),
    buildpack: (0, import_node_path11.join)(buildpackDir, "installers")
  };
  return {
    directories,
    find(name) {
      for (const source of ["app", "buildpack"]) {
        const directory = directories[source];
        const file = (0, import_node_path11.join)(directory, `${name}.sh`);
        if (statusOf(file)?.isFile()) return { name, source, file, directory };
      }
      return void 0;
    },
    async suggest(name) {
      const { distance } = await Promise.resolve().then(() => __toESM(require("./on-demand/fastest-levenshtein.js"), 1));
      const names = new Set(Object.values(directories).flatMap(listInstallers));
      return [...names].map((known2) => ({ known: known2, edits: distance(name.toLowerCase(), known2.toLowerCase()) })).filter(({ known: known2, edits }) => edits <= closeNameDistance || known2.startsWith(name) || name.startsWith(known2)).sort((a, b) => a.edits - b.edits || (a.known < b.known ? -1 : 1)).slice(0, mostSuggestions).map(({ known: known2 }) => known2);
    }
  };
}
function listInstallers(directory) {
  if (!statusOf(directory)?.isDirectory()) return [];
  return (0, import_node_fs12.readdirSync)(directory).flatMap((file) => file.endsWith(".sh") ? [file.slice(0, -".sh".length)] : []);
}

// src/build.ts
async function build(place, abort) {
  const privateDir = (0, import_node_fs13.mkdtempSync)((0, import_node_path12.join)((0, import_node_os3.tmpdir)(), "modular-"));
  try {
    makeDirectories(place);
    const environment = readEnvironment(place.envDir);
    warnOfLeftOut(environment);
    const app = await readApp(place.appDir);
    const stack = environment.setting("STACK") || environment.setting("CF_STACK") || void 0;
    const cacheDir = place.cacheDir ?? (0, import_node_path12.join)(privateDir, "cache");
    prepareCache({
      cacheDir,
      precious: [place.buildDir, place.appDir, place.buildpackDir, ...place.envDir ? [place.envDir] : []],
      stack,
      clean: Boolean(environment.setting("CLEAN_CACHE") || environment.setting("CLEAR_CACHE"))
    });
    beginBootScript(place.buildDir);
    if (app.namesRepositories) warn(`${configDirectory}/repos is not read: this version knows no repositories yet.`);
    if (!app.wanted?.length)
      detail(`No packages to install: ${configDirectory}/install ${app.wanted ? "is empty" : "does not exist"}.`);
    const context = {
      buildDir: place.buildDir,
      configDir: (0, import_node_path12.join)(place.appDir, configDirectory),
      wanted: app.wanted ?? [],
      compileScript: app.compileScript,
      isStrict: environment.setting("MODULAR_STRICT") === "1",
      shell: (process.env["MODULAR_SHELL"] ?? "/bin/sh").split(" "),
      resolver: createResolver(place.appDir, place.buildpackDir),
      ledger: new Ledger(),
      exportFile: new ExportFile(),
      installed: []
    };
    if (context.wanted.length > 0 || context.compileScript !== void 0) {
      const session = new Session({
        shell: context.shell,
        script: (0, import_node_path12.join)(place.buildpackDir, "lib", "session.sh"),
        directory: privateDir,
        start: startText({
          place,
          cacheDir,
          stack,
          environment,
          packages: context.wanted.map(({ name }) => name),
          installers: context.resolver.directories
        }),
        answer: (question, job) => answerQuestion(context, question, job),
        busyJobs: () => context.ledger.inProgress.flatMap(({ job }) => job ?? []),
        abort
      });
      judgeEnd(await session.run(), context.ledger, context.shell);
    }
    endBootScript(place.buildDir);
    writeManifest(place.buildDir, { buildpackVersion: version, stack, packages: context.installed });
    context.exportFile.write(place.exportFile);
    const count = context.installed.length;
    action(`Installed ${count} package${count === 1 ? "" : "s"}, with 0 downloads.`);
  } finally {
    (0, import_node_fs13.rmSync)(privateDir, { recursive: true, force: true });
  }
}
function makeDirectories({ buildDir, cacheDir, envDir }) {
  if (!statusOf(buildDir)) warn(`BUILD_DIR did not exist and is made: ${buildDir}`);
  for (const directory of [buildDir, cacheDir, envDir]) {
    try {
      if (directory !== void 0) (0, import_node_fs13.mkdirSync)(directory, { recursive: true });
    } catch (cause) {
      throw new BuildpackError(
        "build::directory-not-writable",
        { directory: directory ?? "", reason: reasonOf(cause) },
        { cause }
      );
    }
  }
}
function warnOfLeftOut({ leftOut }) {
  const list = (names) => names.map((name) => JSON.stringify(name).slice(1, -1)).join(", ");
  const reasons = [
    [leftOut.notIdentifiers, "their names are no shell identifiers"],
    [leftOut.protected, "they would break the build"],
    [leftOut.withNul, "they hold NUL bytes"],
    [leftOut.tooLong, "no program can be started with a variable over 128 KiB"]
  ];
  for (const [names, reason] of reasons) {
    if (names.length > 0) warn(`Config variables that are not loaded, because ${reason}: ${list(names)}.`);
  }
}

// src/commands/compile.ts
init_errors();
init_files();

// src/platforms/heroku.ts
var import_node_path13 = require("node:path");
function herokuPlace(buildpackDir, buildDir, cacheDir, envDir) {
  return {
    buildpackDir,
    appDir: (0, import_node_path13.resolve)(buildDir),
    buildDir: (0, import_node_path13.resolve)(buildDir),
    cacheDir: cacheDir && (0, import_node_path13.resolve)(cacheDir),
    envDir: envDir && (0, import_node_path13.resolve)(envDir),
    runtimeDir: "/app",
    exportFile: (0, import_node_path13.join)(buildpackDir, "export")
  };
}

// src/commands/compile.ts
async function compile(buildpackDir, args, abort) {
  const [buildDir, cacheDir, envDir] = args;
  if (!buildDir)
    throw new BuildpackError("usage::wrong", { message: "usage: bin/compile BUILD_DIR [CACHE_DIR [ENV_DIR]]" });
  if (statusOf(buildDir)?.isDirectory() === false) {
    throw new BuildpackError("usage::wrong", { message: `bin/compile: BUILD_DIR is not a directory: ${buildDir}` });
  }
  await build(herokuPlace(buildpackDir, buildDir, cacheDir || void 0, envDir || void 0), abort);
}

// src/main.ts
init_errors();
init_output();
function abortOnSignals() {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.on(signal, () => controller.abort(new Interrupted(signal)));
  }
  return controller.signal;
}
async function run([phase, ...args], abort) {
  const buildpackDir = (0, import_node_path19.join)(__dirname, "..");
  switch (phase) {
    case "compile":
      await compile(buildpackDir, args, abort);
      return 0;
    case "modular": {
      const { modular: modular2 } = await Promise.resolve().then(() => (init_modular(), modular_exports));
      return await modular2(buildpackDir, args, abort);
    }
    default:
      throw new BuildpackError("usage::wrong", { message: `no such phase: ${String(phase)}` });
  }
}
function isSystemError(error) {
  return error instanceof Error && "syscall" in error && "code" in error;
}
function report(error) {
  if (error instanceof Interrupted) return error.status;
  if (isSystemError(error))
    return report(new BuildpackError("machine::refused", { message: error.message }, { cause: error }));
  if (!(error instanceof BuildpackError)) {
    warn(
      `Something is wrong in the buildpack itself; please report it.
${error instanceof Error ? String(error.stack) : String(error)}`
    );
    return 1;
  }
  if (error.kind === "usage") line(error.message, "stderr");
  else warn(error.kind === "internal" ? String(error.stack) : error.message);
  return error.status;
}
void run(process.argv.slice(2), abortOnSignals()).catch(report).then((status) => process.exitCode = status);
