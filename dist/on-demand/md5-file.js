var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};

// node_modules/md5-file/index.js
var require_md5_file = __commonJS({
  "node_modules/md5-file/index.js"(exports2, module2) {
    var crypto = require("crypto");
    var fs = require("fs");
    var BUFFER_SIZE = 8192;
    function md5FileSync(path) {
      const fd = fs.openSync(path, "r");
      const hash = crypto.createHash("md5");
      const buffer = Buffer.alloc(BUFFER_SIZE);
      try {
        let bytesRead;
        do {
          bytesRead = fs.readSync(fd, buffer, 0, BUFFER_SIZE);
          hash.update(buffer.slice(0, bytesRead));
        } while (bytesRead === BUFFER_SIZE);
      } finally {
        fs.closeSync(fd);
      }
      return hash.digest("hex");
    }
    function md5File(path) {
      return new Promise((resolve, reject) => {
        const output = crypto.createHash("md5");
        const input = fs.createReadStream(path);
        input.on("error", (err) => {
          reject(err);
        });
        output.once("readable", () => {
          resolve(output.read().toString("hex"));
        });
        input.pipe(output);
      });
    }
    module2.exports = md5File;
    module2.exports.sync = md5FileSync;
  }
});

// md5-file-on-demand.cjs
var library = require_md5_file();
var hasDefault = library.__esModule && typeof library.default === "function";
module.exports = hasDefault ? Object.assign(library.default, library) : library;
