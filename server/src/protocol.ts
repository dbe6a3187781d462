/** The custom part of the conversation between client and server. The only server file that the client imports. */
export {};
