"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { Language } from "@/lib/api/examples";

type Reader = {
  language: Language;
  setLanguage: (language: Language) => void;
  apiKey: string;
  setApiKey: (key: string) => void;
};

const ReaderContext = createContext<Reader | null>(null);

/** The reader's choices for the whole page. The API key is only kept in memory. */
export function ReaderProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>("curl");
  const [apiKey, setApiKey] = useState("");
  return <ReaderContext value={{ language, setLanguage, apiKey, setApiKey }}>{children}</ReaderContext>;
}

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new Error("useReader outside ReaderProvider");
  return reader;
}
