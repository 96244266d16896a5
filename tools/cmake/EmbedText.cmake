# cmake -DOUT=file.cpp -DNAMES=a,b -DFILES=a.txt,b.txt -P EmbedText.cmake: texts as C++ constants in namespace tranche.
string(REPLACE "," ";" NAMES "${NAMES}")
string(REPLACE "," ";" FILES "${FILES}")
set(source "namespace tranche {\n")
foreach(name file IN ZIP_LISTS NAMES FILES)
  file(READ "${file}" text)
  string(APPEND source "extern const char* const ${name};\nconst char* const ${name} = R\"embedded~(${text})embedded~\";\n")
endforeach()
file(WRITE "${OUT}" "${source}} // namespace tranche\n")
