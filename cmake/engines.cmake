# The engines, one line each. A new one is added here and in src/chain/src/engines.cpp.
set(STRANDLINE_ENGINES
    edit
    strain
    process
    clinic
)
