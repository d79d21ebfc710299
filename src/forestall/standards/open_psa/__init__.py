"""The Open-PSA Model Exchange Format 2.0d: fault trees, event trees, common causes. https://open-psa.github.io/mef/"""
